from base import *
from sklearn.feature_extraction.text import TfidfVectorizer, CountVectorizer
from scipy.sparse.linalg import svds
import jieba; jieba.setLogLevel(40)
products=sorted({p for l in plist for p in l}); pi={p:i for i,p in enumerate(products)}
print(len(products), sum(map(len,plist)))
rows=[i for i,l in enumerate(plist) for p in l]; cols=[pi[p] for l in plist for p in l]
B=sp.csr_matrix((np.ones(len(rows)),(rows,cols)),shape=(len(firms),len(products)))
def toks(s):
    return ngrams(s,1,3)+['J_'+w for w in jieba.cut(s)]
v=TfidfVectorizer(analyzer=toks,sublinear_tf=True,min_df=2); X=v.fit_transform(products).tocsr()
nv=TfidfVectorizer(analyzer=lambda r:['I_'+r['industry']] if r['industry'] else [],norm=None); I=nv.fit_transform(firms)
mv=TfidfVectorizer(analyzer=lambda r: ngrams(r['name'],2,2)+ngrams(r['fullname'],2,3),min_df=2); M=mv.fit_transform(firms)
T=[r for r in Q if r['task'].startswith('T1')]
Xq=v.transform([r['key'] for r in T])
area=np.array([r['area'] or '' for r in firms])
def run(S,label):
    res={}
    for i,r in enumerate(T):
        s=S[i].copy()
        if r['area_filter']: s[~np.isin(area,r['area_filter'].split(','))]=-1e9
        res[r['qid']]=[fid[j] for j in np.argsort(-s,kind='stable')[:10]]
    print(label); return recall(T,res)
def blocks(wi=1.,wm=.5):
    return sp.hstack([B@X, I*wi, M*wm]).tocsr()
Yf=blocks()
P2F=B.T.tocsr()                        # products x firms
# cross-cov without own product
C=(X.T@(P2F@Yf)).tolil()
nx=X.shape[1]
deg=np.asarray(B.sum(0)).ravel()
own=X.T@sp.diags(deg)@X
C=(X.T@(P2F@Yf)).tocsr()
C=C-sp.hstack([own, sp.csr_matrix((nx,Yf.shape[1]-nx))]).tocsr()
C.eliminate_zeros()
dx=np.asarray(C.sum(1)).ravel(); dy=np.asarray(C.sum(0)).ravel(); tot=C.sum()
for a in (.5,.75):
    Rx=sp.diags(1/np.maximum(dx,1)**a); Ry=sp.diags(1/np.maximum(dy,1)**a)
    Cn=Rx@C@Ry
    for k in (200,):
        t0=time.time(); U,s,Vt=svds(Cn,k=k); print('svd',time.time()-t0)
        qe=Xq@Rx@(U*np.sqrt(s)); fe=Yf@Ry@(Vt.T*np.sqrt(s))
        qn=qe/np.maximum(np.linalg.norm(qe,axis=1,keepdims=True),1e-12); fn=fe/np.maximum(np.linalg.norm(fe,axis=1,keepdims=True),1e-12)
        S=qn@fn.T
        run(S,f'cca a={a} k={k}')
        np.save('S_cca.npy',S)
