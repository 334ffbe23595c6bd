import polars as pl, numpy as np, re, sys, time, pandas as pd
import scipy.sparse as sp
sys.path.insert(0,'/work/shared/tools')
from score_ranking import score
D='/work/shared/data/chain/'
f=pl.read_parquet(D+'firms.parquet'); q=pl.read_parquet(D+'queries.parquet'); t=pl.read_parquet(D+'truth.parquet'); e=pl.read_parquet(D+'edges_visible.parquet')
mat=pl.read_parquet(D+'candidates_material.parquet')['material'].to_list(); prod=pl.read_parquet(D+'candidates_product.parquet')['product'].to_list()
firms=f.to_dicts(); fid=[r['firm_id'] for r in firms]
plist=[[p for p in (r['products'] or '').split('|') if p] for r in firms]
Q=q.to_dicts()
truth={}
for r in t.to_dicts(): truth.setdefault(r['qid'],set()).add(r['target'])
def ngrams(s,lo=1,hi=3):
    s=s.lower()
    return [s[i:i+n] for n in range(lo,hi+1) for i in range(len(s)-n+1)]
def recall(queries, results):  # results {qid: [targets]}
    out=[]
    for r in queries:
        gold=truth[r['qid']]; got=results.get(r['qid'],[])[:10]
        out.append((r['task'][:3].strip('_'),r['stratum'],r['clean'],len(gold&set(got))/len(gold)))
    d=pl.DataFrame(out,schema=['task','stratum','clean','r10'],orient='row')
    print(pl.concat([d.group_by('task').agg(pl.len(),pl.col('r10').mean()).with_columns(stratum=pl.lit('all')).select('task','stratum','len','r10'), d.group_by('task','stratum').agg(pl.len(),pl.col('r10').mean()).select('task','stratum','len','r10')]).sort('task','stratum'))
    return d
