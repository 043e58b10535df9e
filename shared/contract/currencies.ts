/**
 * The currencies that money may be reported in, and the decimals of their minor units.
 *
 * Source: ISO 4217 list one as published on 2024-06-25, with the amendments that added XCG and XAD in
 * 2025. Codes without a minor unit (metals, XDR, XXX, XTS) are left out: no integer can hold them. CLDR,
 * and so `Intl`, states what is in daily use instead (KPW and IQD 0), which would lose minor units.
 */
const CODES_BY_DECIMALS = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF ' +
    'CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ ' +
    'GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK ' +
    'MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB ' +
    'SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN ' +
    'UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
} as const;

/** Decimals of the minor unit, by ISO 4217 code, in the order of the codes. */
export const currencyDecimals: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_DECIMALS)
    .flatMap(([decimals, codes]) => codes.split(' ').map((code) => [code, Number(decimals)] as const))
    .sort(([one], [other]) => (one < other ? -1 : 1)),
);

/** How many decimals a currency's amounts may have; a code that ISO 4217 does not list has none. */
export const decimalsOf = (currency: string): number => currencyDecimals.get(currency) ?? 0;
