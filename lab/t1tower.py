from lib import *
t0=time.time()
rng=np.random.default_rng(1)
mode=sys.argv[1] if len(sys.argv)>1 else 'test'
products=sorted({p for l in plist for p in l}); pi={p:i for i,p in enumerate(products)}
rows=np.array([i for i,l in enumerate(plist) for p in l]); cols=np.array([pi[p] for l in plist for p in l])
B=sp.csr_matrix((np.ones(len(rows),np.float32),(rows,cols)),shape=(len(firms),len(products)))
voc=Vocabulary.of(products+[ ],least=2); X=voc.rows(products)
nvoc=Vocabulary.of([r['name']+' '+r['fullname'] for r in firms],least=3); N=nvoc.rows([r['name']+' '+r['fullname'] for r in firms])
inds=sorted({r['industry'] or '' for r in firms}); ii={x:i for i,x in enumerate(inds)}
ivoc=Vocabulary.of(inds); IX=ivoc.rows([r['industry'] or '' for r in firms])
I1=sp.csr_matrix((np.ones(len(firms),np.float32),(np.arange(len(firms)),[ii[r['industry'] or ''] for r in firms])))
side=sp.hstack([I1,IX*.7,N*.7]).tocsr()
print(X.shape,side.shape,time.time()-t0)
T=[r for r in Q if r['task'].startswith('T1')]
Xq=voc.rows([r['key'] for r in T])
def run(S,label):
    res={}
    for i,r in enumerate(T):
        s=S[i].copy()
        if r['area_filter']: s[~np.isin(area,r['area_filter'].split(','))]=-1e9
        res[r['qid']]=[fid[j] for j in np.argsort(-s,kind='stable')[:50]]
    report(T,res,label)
dims=96
E=np.random.default_rng(0).standard_normal((X.shape[1],dims)).astype(np.float32)/np.sqrt(dims)
S_=np.random.default_rng(2).standard_normal((side.shape[1],dims)).astype(np.float32)/np.sqrt(dims)*.3
left=Table(E.copy()); right=Table(np.vstack([E,S_]))
deg=np.asarray(B.sum(1)).ravel()
def firm_rows(M, fi):
    P=sp.diags(1/np.sqrt(np.maximum(np.asarray(M.sum(1)).ravel(),1))).astype(np.float32)@(M@X)
    return sp.hstack([P,side[fi]]).tocsr()
def batches(ch,rng):
    fi,pj=rows[ch],cols[ch]
    M=B[fi].copy()
    r=np.repeat(np.arange(len(fi)),np.diff(M.indptr))
    M.data[(M.indices==pj[r])|(rng.random(len(r))<.2)]=0
    M.eliminate_zeros()
    return X[pj],firm_rows(M,fi)
def same(ch):
    fi,pj=rows[ch],cols[ch]
    m=(fi[:,None]==fi[None,:])|(np.asarray(B[fi][:,pj].T.todense())>0)
    np.fill_diagonal(m,False); return m
lp=np.zeros(len(rows),np.float32)
F=firm_rows(B,np.arange(len(firms)))
class Cb: pass
for ep in range(1):
    train_towers(left,right,batches,len(rows),same,lp,epochs=int(sys.argv[2]),rate=float(sys.argv[3]),sharpness=float(sys.argv[4]))
    print(time.time()-t0)
    A=left.encode(Xq); Fe=right.encode(F)
    S=A@Fe.T
    run(S,'tower'); run(S*12+np.log(deg+1)*.5,'tower+prior')
    Sl=(Xq@unit_rows(sp.csr_matrix(B@X)).T).toarray()
    run(Sl,'lex'); run(Sl*8+S*8,'mix')
