import time, sys
import polars as pl
from pilin.engine.link.linkage import *
t=time.time()
f=pl.read_parquet('/work/shared/data/chain/firms.parquet')
L=f.select(id='firm_id',name='name'); R=f.select(id='firm_id',name='fullname').sample(fraction=1,shuffle=True,seed=4)
r=link(L,R); print('time',time.time()-t)
p=r.pairs
m=p.filter(pl.col('decision')=='match'); ok=m.filter(pl.col('left_id')==pl.col('right_id'))
print('match',len(m),'prec',len(ok)/len(m),'recall',len(ok)/len(f),'review',len(p)-len(m),'lam',r.model.partnered)
import numpy as np; np.set_printoptions(precision=1,suppress=True,linewidth=150); print(r.model.weights)
nm=dict(f.select('firm_id','name').rows()); fu=dict(f.select('firm_id','fullname').rows())
pl.Config.set_fmt_str_lengths(200)
tab=r.table()
for d,k in (('match',40),('review',40)):
    bad=tab.filter((pl.col('decision')==d)&(pl.col('left_id')!=pl.col('right_id')) if d=='match' else pl.col('decision')==d)
    print(d,len(bad), 'right among:', bad.filter(pl.col('left_id')==pl.col('right_id')).height)
    for a,b,pr,_,rs in bad.head(k).rows(): print(a==b,nm[a],fu[b],'| true',fu[a],round(pr,3),rs)
lost=f.filter(~pl.col('firm_id').is_in(p['left_id'].implode()))
print('lost',len(lost))
for n,u in lost.select('name','fullname').head(60).rows(): print(n,u)
