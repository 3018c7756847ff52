//! What is known to be harmless: the member names of the three contracts, and the closed lists of
//! values behind some of them. Everything that is not here is told by its kind only.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Keyloop Manage Customers v1, with its gateway's token and faults.
pub(crate) const KEYLOOP_V1: &str = "\
    access_token address addresses api_product_list application_name birthDate blockName \
    buildingName channel chassis city class client_id client_secret code communication \
    companyId correlationId countryCode county customerId description detail doorNumber \
    drivingLicenceNumber email engineNumber errorcode errors estate expires_in familyName \
    familyName2 fault faultstring fax field floorNumber gender givenName grant_type home \
    houseNumber href identification identity initials issued_at items landline languageCode \
    level licensePlate links make maritalStatus message messaging method middleName mileage \
    mobile model name names nationalityCode occupation organization_name page pageSize \
    personalDetails phone physicalAddress poBoxName poBoxNumber poBoxSuite position post \
    postalAddress postalCode preferredName privacyId providerName province reference \
    refresh_count refresh_token_expires_in rel relationship salutation scope socialSecurityId \
    status streetName streetType suburb title titleCommon token_type totalItems totalPages \
    unit usage validFrom validUntil value variant vehicleId vin work year";

/// Keyloop Manage Customers v3.
pub(crate) const KEYLOOP_V3: &str = "\
    academicTitle access_token additionalDetail address addresses api_product_list \
    application_name blockName branches branchId branchType buildingName business city class \
    client_id client_secret code communications companies companyId companyName \
    companyPosition correlationId countryCode county created customer customerId customers \
    description detail doorNumber email errorcode errors estate expires_in familyName \
    familyName2 fault faultstring fax field floorNumber formattedAddress freeTextSearch \
    givenName grant_type houseNumber href individual initials issued_at items landline \
    languageCode lastModified licensePlate line1 line2 line3 line4 links makeId message method \
    middleName mobile name organization_name page pageSize personal physical poBoxName \
    poBoxNumber poBoxSuite postal postalCode preferredName preferredPhone province reference \
    refresh_count refresh_token_expires_in rel relation relations relationship salutation \
    scope source status streetName streetType suburb title titleOfNobility token_type \
    totalItems totalPages typeOfBusiness updateHistory vehicleId vehicles vin work";

/// myKaarma Customer API v2.
pub(crate) const MYKAARMA: &str = "\
    addresses addressType apiRequestId availability bodyStyle city color comments commLabel \
    commType communications commValue company country customer customerId customerKey \
    customerUUID customerUuid customerWithVehicles dealerId emailAddress emails engine \
    errorCode errorMessage errors errorTitle estimatedMileage excludeVehicles \
    fieldsToBeSearched firstName fname guid id imageUrl isBusiness isPreferred isValid label \
    lastName licensePlate line1 line2 lname make matchingCustomers maxResults middleName model \
    okToCall okToEmail okToText phoneNumber phoneNumbers preferred preferredCommunication \
    preferredLocale queryOperator searchForDuplicate searchPreference searchTerm \
    secondaryCustomerData state trim type uuid validateVin vehicleColor vehicleEngine \
    vehicleKey vehicleMake vehicleModel vehicles vehicleTrim vehicleUuid vehicleYear vin \
    warningCode warningMessage warnings warningTitle year zip";

static MEMBERS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    [KEYLOOP_V1, KEYLOOP_V3, MYKAARMA].into_iter().flat_map(str::split_whitespace).collect()
});

pub(super) fn is_member(name: &str) -> bool {
    MEMBERS.contains(name)
}

/// What a member's value may be and still stand as it is. Case does not matter.
const LISTS: &[(&str, &str)] = &[
    ("status", "ACTIVE|INACTIVE|DELETED|MERGED|approved"),
    ("relationship", "OWNER|DRIVER|CONTACT"),
    ("relation", "HOUSEHOLD"),
    ("level", "OEM|DEALER"),
    ("usage", "PRIVATE|BUSINESS"),
    ("email|phone|post|messaging", "AGREED|DENIED|UNKNOWN"),
    ("commType", "P|E"),
    ("label|commLabel", "work|cell|home|mobile|fax|work cell|work fax|personal"),
    ("type", "COMMON|PRIMARY|BILLING"),
    ("addressType", "P|B"),
    ("preferredCommunication", "text|phone|email"),
    ("preferredLocale", "en-us|fr-ca"),
    ("preferredPhone", "MOBILE|LANDLINE|WORK"),
    ("unit", "KM|MI"),
    ("method", "GET|POST|PUT|PATCH|DELETE"),
    ("rel", "self|next|prev|identity|companies|vehicles|privacy"),
    ("branchType", "SALES|SERVICE|PARTS"),
    ("token_type", "BearerToken|Bearer"),
    ("grant_type", "client_credentials"),
    ("queryOperator", "AND|OR"),
    ("searchPreference", "customer|vehicle"),
    ("excludeVehicles", "true|false"),
    (
        "code",
        "\
         VALIDATION_ERROR|NOT_FOUND|FORBIDDEN|METHOD_NOT_ALLOWED|RECORD_LOCKED|\
         PAYLOAD_TOO_LARGE|BUSINESS_RULE|TOO_MANY_REQUESTS|INTERNAL_ERROR",
    ),
    (
        "errorcode",
        "\
         policies.ratelimit.QuotaViolation|policies.ratelimit.SpikeArrestViolation|\
         keymanagement.service.invalid_access_token|\
         keymanagement.service.access_token_expired|oauth.v2.InvalidAccessToken|\
         oauth.v2.InvalidClientIdentifier|oauth.v2.InvalidApiKey|\
         steps.oauth.v2.InvalidParameter|steps.oauth.v2.FailedToResolveAPIKey|\
         messaging.adaptors.http.flow.ApplicationNotFound|\
         messaging.adaptors.http.flow.GatewayTimeout|\
         messaging.adaptors.http.flow.ServiceUnavailable|\
         messaging.adaptors.http.UnexpectedEOFAtTarget",
    ),
    (
        "errorTitle|warningTitle",
        "\
         NULL_CREDENTIALS|ACCESS_FORBIDDEN|WRONG_CREDENTIAL|REQUEST_NOT_AUTHORIZED|\
         INVALID_REQUEST_DATA|INVALID_DEALER_TOKEN|INVALID_SCOPE_DEALER|\
         INVALID_DEPARTMENT_TOKEN|INVALID_SCOPE_DEPARTMENT|NO_CUSTOMER_FOUND|\
         INVALID_MAXRESULTS|SEARCH_TERM_LIMIT|INVALID_SEARCH_PREFERENCE|\
         DELETED_ALL_PHONE_NUMBERS|DELETED_ALL_EMAILS|EMPTY_PHONE_LIST|EMPTY_EMAIL_LIST|\
         EMPTY_EMAIL_SET|EMPTY_PHONE_SET|EMPTY_PHONE_NUMBER|EMPTY_EMAIL|NO_VALID_PHONE_FOUND|\
         NO_VALID_EMAIL_FOUND|INCORRECT_PHONE_FORMAT|INVALID_PHONE_FIELDS|INTERNAL_ERROR|\
         TOO_MANY_REQUESTS|RECORD_LOCKED",
    ),
];

/// What says something about somebody is told by its list's name only, where it is on the list.
const PERSONAL: &[(&str, &str)] = &[
    ("gender", "MALE|FEMALE|OTHER|UNKNOWN"),
    ("maritalStatus", "SINGLE|MARRIED|DIVORCED|WIDOWED|SEPARATED|PARTNERSHIP|UNKNOWN"),
];

/// The boxes of myKaarma's search.
const SEARCHED: &str = "fname|lname|company|customerKey|communications.commValue|vehicles.vin";

pub(super) fn may_stand(member: &str, text: &str) -> bool {
    let listed = LISTS.iter().any(|(members, values)| {
        members.split('|').any(|one| one == member)
            && values.split('|').any(|value| value.eq_ignore_ascii_case(text))
    });
    let digits = |most: usize| text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    listed
        || match member {
            "page" | "pageSize" | "maxResults" => digits(4),
            "expires_in" | "refresh_count" | "refresh_token_expires_in" => digits(6),
            "fieldsToBeSearched" => {
                text.split(',').all(|one| SEARCHED.split('|').any(|known| known == one))
            }
            // Whose field was refused, as a path of the contract.
            "field" => text.split('.').all(is_member),
            "correlationId" | "apiRequestId" => is_request_id(text),
            _ => false,
        }
}

/// Counts and codes.
pub(super) fn number_may_stand(member: &str, number: u64) -> bool {
    match member {
        "totalItems" | "totalPages" | "page" | "pageSize" | "maxResults" => number < 10_000_000,
        "errorCode" | "warningCode" => {
            (10_001..=10_016).contains(&number) || (100_001..=100_014).contains(&number)
        }
        _ => false,
    }
}

/// The list a personal value is on.
pub(super) fn personal(member: &str, text: &str) -> Option<&'static str> {
    let of = |(name, values): &&(&str, &str)| {
        *name == member && values.split('|').any(|value| value == text)
    };
    PERSONAL.iter().find(of).map(|(name, _)| *name)
}

pub(super) fn personal_sample(list: &str) -> Option<&'static str> {
    PERSONAL.iter().find(|(name, _)| *name == list)?.1.rsplit('|').next()
}

/// What a machine numbers requests with: a UUID, or at least twenty hexadecimal digits. Nothing of
/// a person has that form: a VIN has letters beyond F or fewer characters.
pub(super) fn is_request_id(text: &str) -> bool {
    let hex = |part: &str| part.bytes().all(|b| b.is_ascii_hexdigit());
    is_uuid(text) || (20..=64).contains(&text.len()) && hex(text)
}

pub(super) fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == 5
        && parts.iter().zip([8, 4, 4, 4, 12]).all(|(part, length)| {
            part.len() == length && part.bytes().all(|b| b.is_ascii_hexdigit())
        })
}
