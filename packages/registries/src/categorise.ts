import { foldText } from './fold-text.ts'

/** First rule that holds decides; narrow activities stand above the broad ones they could be mistaken for. */
const RULES: readonly { readonly category: string; readonly pattern: RegExp }[] = [
  { category: 'cookstove', pattern: /cook ?stove|cooking|stoves|ams ii g\b|tpddtec|vmr0006/ },
  { category: 'water', pattern: /borehole|clean water|safe water|drinking water|ams iii av/ },
  { category: 'cmm', pattern: /coal ?(?:bed|mine)|mine methane|\bcmm\b|acm0008/ },
  { category: 'landfill', pattern: /landfill|acm0001|ams iii g\b/ },
  { category: 'industrial gas', pattern: /\bhfc|\bn2o\b|nitric|adipic|\bsf6\b|\bpfc|ozone deplet/ },
  { category: 'waste heat', pattern: /waste heat|heat recovery|waste gas|acm0012/ },
  {
    category: 'biogas',
    pattern: /biogas|biodigest|digester|manure|wastewater|livestock|methane (?:recovery|avoid)|ams iii [dhr]\b/,
  },
  { category: 'geothermal', pattern: /geothermal/ },
  { category: 'wind', pattern: /\bwind/ },
  { category: 'solar', pattern: /solar|photovoltaic|\bpv\b/ },
  { category: 'hydro', pattern: /hydro|run of river|\bhep\b/ },
  { category: 'biomass', pattern: /biomass|bagasse|rice husk|cogeneration/ },
  { category: 'cement', pattern: /cement|clinker|brick/ },
  { category: 'lighting', pattern: /lighting|\bcfl\b|\bled\b|lamps/ },
  { category: 'transport', pattern: /transport|\bbrt\b|metro|electric vehicle|\bev\b/ },
  { category: 'fuel switch', pattern: /fuel switch|natural gas/ },
  { category: 'efficiency', pattern: /efficien|energy demand/ },
  { category: 'removal', pattern: /biochar|direct air|rock weathering|mineralization|carbon removal/ },
  {
    category: 'forest',
    pattern:
      /forest|redd|reforest|mangrove|agricultur|soil|grassland|rice|wetland|\barr\b|\bifm\b|vm00(?:07|33|42|47|48)/,
  },
  { category: 'waste', pattern: /waste|compost|recycl/ },
]

/** The classes {@link categorise} can answer. */
export const CATEGORIES: readonly string[] = RULES.map(({ category }) => category)

/**
 * Coarse class of an activity by words of its title, then its methodology, then its type; null when no rule holds.
 *
 * @example categorise({ name: 'Example Wind Farm', methods: 'ACM0002', type: 'Energy industries' }) // 'wind'
 */
export function categorise(words: {
  readonly name: string
  readonly methods: string
  readonly type: string
}): string | null {
  for (const text of [words.name, words.methods, words.type]) {
    const folded = foldText(text)
    const rule = RULES.find(({ pattern }) => pattern.test(folded))
    if (rule !== undefined) return rule.category
  }
  return null
}
