from base import *
from sklearn.feature_extraction.text import TfidfVectorizer
import jieba; jieba.setLogLevel(40)
t0=time.time()
products=sorted({p for l in plist for p in l}); pi={p:i for i,p in enumerate(products)}
B=sp.csr_matrix((np.ones(sum(map(len,plist))),([i for i,l in enumerate(plist) for p in l],[pi[p] for l in plist for p in l])),shape=(len(firms),len(products)))
v=TfidfVectorizer(analyzer=lambda s:ngrams(s,1,3)+['J_'+w for w in jieba.cut(s)],sublinear_tf=True); X=v.fit_transform(products).tocsr()
T=[r for r in Q if r['task'].startswith('T1')]
Xq=v.transform([r['key'] for r in T])
area=np.array([r['area'] or '' for r in firms])
docs=TfidfVectorizer(analyzer='char',ngram_range=(1,3),sublinear_tf=True)
Df=docs.fit_transform([' '.join([r['name'],r['fullname'],r['industry'] or '',(r['products'] or '').replace('|',' ')]) for r in firms])
S1=(docs.transform([r['key'] for r in T])@Df.T).toarray()
fv=TfidfVectorizer(analyzer=lambda r:['I_'+(r['industry'] or '?')]*3+[g for p in (r['products'] or '').split('|') for g in ngrams(p,2,3)]+ngrams(r['name'],2,2),sublinear_tf=True,min_df=2)
Fm=fv.fit_transform(firms); FF=(Fm@Fm.T).toarray(); np.fill_diagonal(FF,0)
ind={}
SP=(Xq@X.T).toarray()
print(time.time()-t0)
def top(M,k):
    idx=np.argpartition(-M,k,axis=1)[:,:k]; out=np.zeros_like(M); np.put_along_axis(out,idx,np.take_along_axis(M,idx,1),1); return out
def run(S,label):
    res={}
    for i,r in enumerate(T):
        s=S[i].copy()
        if r['area_filter']: s[~np.isin(area,r['area_filter'].split(','))]=-1e9
        res[r['qid']]=[fid[j] for j in np.argsort(-s,kind='stable')[:10]]
    print(label); return recall(T,res)
np.save('S1.npy',S1)
nz=lambda M: M/np.maximum(M.max(1,keepdims=True),1e-12)
for k,al in ((30,2),(100,2),(30,4)):
    W=top(SP,k)**al
    Sd=(B@W.T).T
    mx=np.zeros((len(T),len(firms)))
    S2=Sd@ (np.sort(FF,axis=1)[:,-1:]*0+ top(FF,50)).T
    run(nz(Sd),f'direct {k} {al}'); run(nz(S2),f'second {k} {al}')
    run(nz(S1)+.5*nz(Sd)+.5*nz(S2),f'mix {k} {al}')
    if (k,al)==(30,2): np.save('S2.npy',S2); np.save('Sd.npy',Sd)
