import { foldText } from './fold-text.ts'

/** One country a line: ISO 3166-1 alpha-2 code, English name, then other names and spellings met in exports. */
const TABLE = `
AD|Andorra
AE|United Arab Emirates|UAE
AF|Afghanistan
AG|Antigua and Barbuda|Antigua and Barduba
AI|Anguilla
AL|Albania
AM|Armenia
AO|Angola
AQ|Antarctica
AR|Argentina
AS|American Samoa
AT|Austria
AU|Australia
AW|Aruba
AX|Åland Islands
AZ|Azerbaijan
BA|Bosnia and Herzegovina
BB|Barbados
BD|Bangladesh
BE|Belgium
BF|Burkina Faso
BG|Bulgaria
BH|Bahrain
BI|Burundi
BJ|Benin
BL|Saint Barthélemy
BM|Bermuda
BN|Brunei|Brunei Darussalam
BO|Bolivia|Bolivia, Plurinational State of|Plurinational State of Bolivia
BQ|Caribbean Netherlands
BR|Brazil
BS|Bahamas|The Bahamas|Bahamas, The
BT|Bhutan
BV|Bouvet Island
BW|Botswana
BY|Belarus
BZ|Belize
CA|Canada
CC|Cocos (Keeling) Islands
CD|Congo - Kinshasa|Democratic Republic of the Congo|Congo, Democratic Republic of the|Congo, The Democratic Republic of the|DR Congo|DRC|Democratic Republic of Congo
CF|Central African Republic
CG|Congo - Brazzaville|Congo|Republic of the Congo|Congo, Republic of the
CH|Switzerland
CI|Côte d'Ivoire|Ivory Coast|Cote d'Ivoire
CK|Cook Islands
CL|Chile
CM|Cameroon
CN|China|People's Republic of China|PRC|P.R. China|PR China
CO|Colombia|Columbia
CR|Costa Rica
CU|Cuba
CV|Cape Verde|Cabo Verde
CW|Curaçao
CX|Christmas Island
CY|Cyprus
CZ|Czechia|Czech Republic
DE|Germany
DJ|Djibouti
DK|Denmark
DM|Dominica
DO|Dominican Republic
DZ|Algeria
EC|Ecuador
EE|Estonia
EG|Egypt
EH|Western Sahara
ER|Eritrea
ES|Spain
ET|Ethiopia
FI|Finland
FJ|Fiji
FK|Falkland Islands
FM|Micronesia|Federated States of Micronesia|Micronesia, Federated States of
FO|Faroe Islands
FR|France
GA|Gabon
GB|United Kingdom|UK|Great Britain|United Kingdom of Great Britain and Northern Ireland
GD|Grenada
GE|Georgia
GF|French Guiana
GG|Guernsey
GH|Ghana
GI|Gibraltar
GL|Greenland
GM|Gambia|The Gambia|Gambia, The
GN|Guinea
GP|Guadeloupe
GQ|Equatorial Guinea
GR|Greece
GS|South Georgia and South Sandwich Islands
GT|Guatemala
GU|Guam
GW|Guinea-Bissau|Guinea Bissau
GY|Guyana
HK|Hong Kong|Hong Kong|Hong Kong, China
HM|Heard and McDonald Islands
HN|Honduras
HR|Croatia
HT|Haiti
HU|Hungary
ID|Indonesia
IE|Ireland
IL|Israel
IM|Isle of Man
IN|India
IO|British Indian Ocean Territory
IQ|Iraq
IR|Iran|Iran, Islamic Republic of|Islamic Republic of Iran|Iran (Islamic Republic of)
IS|Iceland
IT|Italy
JE|Jersey
JM|Jamaica
JO|Jordan
JP|Japan
KE|Kenya
KG|Kyrgyzstan|Kyrgyz Republic
KH|Cambodia
KI|Kiribati
KM|Comoros
KN|Saint Kitts and Nevis
KP|North Korea|Democratic People's Republic of Korea
KR|South Korea|Republic of Korea|Korea, Republic of|Korea
KW|Kuwait
KY|Cayman Islands
KZ|Kazakhstan
LA|Laos|Lao People's Democratic Republic|Lao PDR|Lao
LB|Lebanon
LC|Saint Lucia
LI|Liechtenstein
LK|Sri Lanka
LR|Liberia
LS|Lesotho
LT|Lithuania
LU|Luxembourg
LV|Latvia
LY|Libya|Libyan Arab Jamahiriya
MA|Morocco
MC|Monaco
MD|Moldova|Republic of Moldova|Moldova, Republic of
ME|Montenegro
MF|Saint Martin
MG|Madagascar
MH|Marshall Islands
MK|North Macedonia|Macedonia|The former Yugoslav Republic of Macedonia|Macedonia, The former Yugoslav Republic of
ML|Mali
MM|Myanmar|Myanmar|Burma
MN|Mongolia
MO|Macao|Macao|Macau
MP|Northern Mariana Islands
MQ|Martinique
MR|Mauritania
MS|Montserrat
MT|Malta
MU|Mauritius
MV|Maldives
MW|Malawi
MX|Mexico
MY|Malaysia
MZ|Mozambique
NA|Namibia
NC|New Caledonia
NE|Niger
NF|Norfolk Island
NG|Nigeria
NI|Nicaragua
NL|Netherlands|Holland|The Netherlands
NO|Norway
NP|Nepal
NR|Nauru
NU|Niue
NZ|New Zealand
OM|Oman
PA|Panama
PE|Peru
PF|French Polynesia
PG|Papua New Guinea|Papua New-Guinea
PH|Philippines|The Philippines|Phillipines
PK|Pakistan
PL|Poland
PM|Saint Pierre and Miquelon
PN|Pitcairn Islands
PR|Puerto Rico
PS|Palestinian Territories|Palestine|State of Palestine
PT|Portugal
PW|Palau
PY|Paraguay
QA|Qatar
RE|Réunion
RO|Romania
RS|Serbia
RU|Russia|Russian Federation
RW|Rwanda
SA|Saudi Arabia
SB|Solomon Islands
SC|Seychelles
SD|Sudan
SE|Sweden
SG|Singapore
SH|Saint Helena
SI|Slovenia
SJ|Svalbard and Jan Mayen
SK|Slovakia|Slovak Republic
SL|Sierra Leone
SM|San Marino
SN|Senegal
SO|Somalia
SR|Suriname
SS|South Sudan
ST|São Tomé and Príncipe
SV|El Salvador
SX|Sint Maarten
SY|Syria|Syrian Arab Republic
SZ|Eswatini|Swaziland
TC|Turks and Caicos Islands
TD|Chad
TF|French Southern Territories
TG|Togo
TH|Thailand
TJ|Tajikistan
TK|Tokelau
TL|Timor-Leste|East Timor
TM|Turkmenistan
TN|Tunisia
TO|Tonga
TR|Türkiye|Turkey|Turkiye|Republic of Turkey
TT|Trinidad and Tobago
TV|Tuvalu
TW|Taiwan|Taiwan, Province of China|Chinese Taipei
TZ|Tanzania|United Republic of Tanzania|Tanzania, United Republic of
UA|Ukraine
UG|Uganda
UM|U.S. Outlying Islands
US|United States|USA|United States of America
UY|Uruguay
UZ|Uzbekistan
VA|Vatican City|Holy See
VC|Saint Vincent and Grenadines
VE|Venezuela|Venezuela, Bolivarian Republic of
VG|British Virgin Islands
VI|U.S. Virgin Islands
VN|Vietnam|Viet Nam
VU|Vanuatu
WF|Wallis and Futuna
WS|Samoa
XK|Kosovo
YE|Yemen
YT|Mayotte
ZA|South Africa|RSA
ZM|Zambia
ZW|Zimbabwe
`

type CountryRow = { readonly code: string; readonly name: string; readonly spellings: readonly string[] }

const ROWS: readonly CountryRow[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [code = '', ...spellings] = line.split('|')
    return { code, name: spellings[0] ?? code, spellings }
  })

const CODE_BY_SPELLING: ReadonlyMap<string, string> = new Map(
  ROWS.flatMap(({ code, spellings }) => [code, ...spellings].map((spelling) => [foldText(spelling), code] as const)),
)
const ROW_BY_CODE: ReadonlyMap<string, CountryRow> = new Map(ROWS.map((row) => [row.code, row]))

/**
 * ISO 3166-1 alpha-2 code of a country's name or code, any case and accents; undefined when the table does not
 * know it. Nothing is guessed.
 *
 * @example countryCode('Viet Nam') // 'VN'
 */
export function countryCode(text: string): string | undefined {
  const folded = foldText(text)
  return (
    CODE_BY_SPELLING.get(folded) ??
    CODE_BY_SPELLING.get(folded.replace(/^(?:the )?(?:republic|kingdom) of | (?:republic|kingdom) of(?: the)?$/g, ''))
  )
}

/** English name of an alpha-2 code; the code itself when it is not in the table. @example countryName('VN') // 'Vietnam' */
export function countryName(code: string): string {
  return ROW_BY_CODE.get(code)?.name ?? code
}

/** Folded words a title may use for the country; they tell nothing about a project of that country. */
export function countryWords(code: string): readonly string[] {
  return (
    ROW_BY_CODE.get(code)
      ?.spellings.map(foldText)
      .filter((word) => word.length > 3) ?? []
  )
}
