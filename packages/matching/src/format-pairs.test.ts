import { describe, expect, it } from 'vitest'
import { matchRecords } from './format-pairs.ts'

const HEADER =
  'id,registry,name,developer,owner,country,state,site,status,type,category,methodology,methods,est_annual,issued,retired,vintages,vint_start,vint_end,cp_start,cp_end,reg_date,program,lat,lon,description'
const ROWS = [
  'A1,AAA,"Qaltrimosk 21 MW Wind Farm, made up",Example Wind 12 Ltd,,india,,,Registered,Wind,wind,,ACM0002,40321.0,,,,,,2015-01-01,2024-12-31,,PA,,,',
  'B7,BBB,Qaltrimosk Wind Farm 21 MW made up,Example Wind 12 Ltd,,india,,,Registered,Wind,wind,,AMSID,40321.0,,,"{""2016"": 5000}",,,2015-01-01,2024-12-31,,,,,',
  'B8,BBB,Velmordri Solar Park,Example Solar 3 Ltd,,kenya,,,Registered,Solar,solar,,ACM0002,,,,,,,,,,,1.5,36.5,',
]
async function* textOf(rows: readonly string[]): AsyncGenerator<string> {
  yield [HEADER, ...rows, ''].join('\n')
}

describe('matchRecords', () => {
  it('writes the pair with its reasons', async () => {
    const [header, line = '', ...rest] = (await matchRecords(textOf(ROWS))).split('\n')
    expect(header).toBe('left_id,right_id,p_same,p_part_of,reasons')
    expect(line).toMatch(/^A1,B7,0\.99\d{4},0\.000000,"\{""bits"":\{""prior"":-5\.54/)
    expect(rest).toEqual([''])
  })

  it('writes the same bytes for any order of the rows', async () => {
    expect(await matchRecords(textOf(ROWS.toReversed()))).toBe(await matchRecords(textOf(ROWS)))
  })

  it('refuses a file of another layout', async () => {
    async function* other(): AsyncGenerator<string> {
      yield 'a,b\n1,2\n'
    }
    await expect(matchRecords(other())).rejects.toMatchObject({ code: 'IMPORT_COLUMNS_MISSING' })
  })
})
