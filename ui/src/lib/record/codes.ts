/** Countries and languages a form offers; names come from `Intl`. */
export const countries = (
  "AD AE AL AR AT AU BA BE BG BR CA CH CL CN CO CY CZ DE DK EE EG ES FI FR GB GE GR HK HR HU ID IE IL IN IS IT JP " +
  "KE KR LI LT LU LV MA MC MD ME MK MT MX MY NG NL NO NZ PE PH PK PL PT RO RS RU SA SE SG SI SK SM TH TN TR TW UA " +
  "US UY VA VN ZA"
).split(" ");

export const languages = (
  "bg-BG cs-CZ da-DK de-AT de-CH de-DE el-GR en-GB en-IE en-US es-ES es-US et-EE fi-FI fr-BE fr-CA fr-CH fr-FR hr-HR hu-HU " +
  "it-IT lt-LT lv-LV nb-NO nl-BE nl-NL pl-PL pt-BR pt-PT ro-RO sk-SK sl-SI sv-FI sv-SE tr-TR uk-UA"
).split(" ");
