import sys, os, time
os.environ.setdefault('OPENBLAS_NUM_THREADS','2')
import numpy as np, scipy.sparse as sp, polars as pl
from pilin.engine.rank.phrases import *
from pilin.engine.rank.tower import *
D='/work/shared/data/chain/'
f=pl.read_parquet(D+'firms.parquet'); q=pl.read_parquet(D+'queries.parquet'); tr=pl.read_parquet(D+'truth.parquet'); e=pl.read_parquet(D+'edges_visible.parquet')
mats=pl.read_parquet(D+'candidates_material.parquet')['material'].to_list(); prods=pl.read_parquet(D+'candidates_product.parquet')['product'].to_list()
firms=f.to_dicts(); fid=[r['firm_id'] for r in firms]; fpos={x:i for i,x in enumerate(fid)}
plist=[[p for p in (r['products'] or '').split('|') if p] for r in firms]
area=np.array([r['area'] or '' for r in firms])
Q=q.to_dicts()
truth={}
for r in tr.to_dicts(): truth.setdefault(r['qid'],set()).add(r['target'])
def report(queries, results, label='', k=10):
    agg={}
    for r in queries:
        g=truth[r['qid']]; v=len(g&set(results[r['qid']][:k]))/len(g)
        for key in ((r['task'][:3].strip('_'),'all'),(r['task'][:3].strip('_'),r['stratum']),(r['task'][:3].strip('_'),'clean' if r['clean'] else 'unclean')): agg.setdefault(key,[]).append(v)
    print(label,{f'{a}.{b}':round(float(np.mean(v)),3) for (a,b),v in sorted(agg.items())},flush=True)
