from lib import *
import lightgbm as lgb, pickle
EP=int(os.environ.get('EP','8')); RATE=float(os.environ.get('RATE','.05')); SH=float(os.environ.get('SH','12')); HARD=float(os.environ.get('HARD','.5')); DIMS=int(os.environ.get('DIMS','96'))
t0=time.time()
def top(M,k):
    M=M.tocsr(); out=M.copy()
    for i in range(M.shape[0]):
        a,b=M.indptr[i],M.indptr[i+1]
        if b-a>k:
            d=out.data[a:b]; cut=np.partition(d,-k)[-k]; d[d<cut]=0
    out.eliminate_zeros(); return out
class Side:
    def __init__(s, plist, voc=None):
        s.products=sorted({p for l in plist for p in l}); pi={p:i for i,p in enumerate(s.products)}
        s.rows=np.array([i for i,l in enumerate(plist) for p in l]); s.cols=np.array([pi[p] for l in plist for p in l])
        s.B=sp.csr_matrix((np.ones(len(s.rows),np.float32),(s.rows,s.cols)),shape=(len(plist),len(s.products)))
        s.voc=voc or Vocabulary.of(s.products,least=2); s.X=s.voc.rows(s.products)
        s.nvoc=Vocabulary.of([r['name']+' '+r['fullname'] for r in firms],least=3); s.N=s.nvoc.rows([r['name']+' '+r['fullname'] for r in firms])
        inds=sorted({r['industry'] or '' for r in firms}); ii={x:i for i,x in enumerate(inds)}
        s.ivoc=Vocabulary.of(inds); s.IX=s.ivoc.rows([r['industry'] or '' for r in firms])
        s.I1=sp.csr_matrix((np.ones(len(firms),np.float32),(np.arange(len(firms)),[ii[r['industry'] or ''] for r in firms])))
        s.side=sp.hstack([s.I1,s.IX*.7,s.N*.7]).tocsr()
        s.deg=np.asarray(s.B.sum(1)).ravel()
    def firm_rows(s,M,fi):
        P=sp.diags(1/np.sqrt(np.maximum(np.asarray(M.sum(1)).ravel(),1))).astype(np.float32)@(M@s.X)
        return sp.hstack([P,s.side[fi]]).tocsr()
    def train(s):
        E=np.random.default_rng(0).standard_normal((s.X.shape[1],DIMS)).astype(np.float32)/np.sqrt(DIMS)
        S_=np.random.default_rng(2).standard_normal((s.side.shape[1],DIMS)).astype(np.float32)/np.sqrt(DIMS)*.3
        s.left=Table(E.copy()); s.right=Table(np.vstack([E,S_]))
        def batches(ch,rng):
            fi,pj=s.rows[ch],s.cols[ch]
            M=s.B[fi].copy(); Xp=s.X[pj]
            r=np.repeat(np.arange(len(fi)),np.diff(M.indptr))
            sim=np.asarray(Xp[r].multiply(s.X[M.indices]).sum(1)).ravel()
            hard=rng.random(len(fi))<HARD
            M.data[(M.indices==pj[r])|(rng.random(len(r))<.2)|(hard[r]&(sim>.15))]=0
            M.eliminate_zeros()
            return Xp,s.firm_rows(M,fi)
        def same(ch):
            fi,pj=s.rows[ch],s.cols[ch]
            m=(fi[:,None]==fi[None,:])|(np.asarray(s.B[fi][:,pj].T.todense())>0)
            np.fill_diagonal(m,False); return m
        train_towers(s.left,s.right,batches,len(s.rows),same,np.zeros(len(s.rows),np.float32),epochs=EP,rate=RATE,sharpness=SH)
        s.F=s.firm_rows(s.B,np.arange(len(firms))); s.Fe=s.right.encode(s.F); s.Pe=s.left.encode(s.X)
        print('trained',time.time()-t0,flush=True)
    def features(s, phrases):
        "yield per chunk: dict name-> dense (n, firms)"
        BX=unit_rows(sp.csr_matrix(s.B@s.X))
        FF=s.F.copy(); FF=unit_rows(FF)
        BT=s.B.T.tocsr()
        bn=sp.diags(1/np.maximum(s.deg,1))@s.B
        order=s.B
        for a in range(0,len(phrases),256):
            ph=phrases[a:a+256]; Xq=s.voc.rows(ph)
            o={}
            o['lex']=(Xq@BX.T).toarray()
            SP=sp.csr_matrix(Xq@s.X.T)
            W=top(SP,30); W2=W.copy(); W2.data=W2.data**2
            o['knn']=(W2@BT).toarray()
            W100=top(SP,150); W100.data=W100.data**2
            k100=W100@BT; o['knn150']=k100.toarray()
            SPd=SP.toarray()
            mx=np.maximum.reduceat(SPd[:,s.B.indices],s.B.indptr[:-1],axis=1); mx[:,s.deg==0]=0; o['max']=mx
            e=s.left.encode(Xq)
            o['tower']=e@s.Fe.T
            TP=e@s.Pe.T
            x=TP[:,s.B.indices]
            tm=np.maximum.reduceat(x,s.B.indptr[:-1],axis=1); tm[:,s.deg==0]=0; o['tmax']=tm
            # tower neighbours of products -> firms
            kth=np.partition(TP,-30,axis=1)[:,-30:-29]; TW=np.where(TP>=kth,np.exp(6*(TP-1)),0).astype(np.float32)
            tk=sp.csr_matrix(TW)@BT; o['tknn']=tk.toarray()
            ind=(k100@s.I1); ind=ind.toarray(); ind/=np.maximum(ind.sum(1,keepdims=True),1e-9); o['ind']=np.asarray((s.I1@ind.T).T)
            sec=(tk@FF)@FF.T; sec=sec.toarray(); o['second']=sec
            o['name']=(s.nvoc.rows(ph)@s.N.T).toarray(); o['indtext']=(s.ivoc.rows(ph)@s.IX.T).toarray()
            n=len(ph); o['breadth']=np.tile(np.log1p(s.deg).astype(np.float32),(n,1))
            o['qlen']=np.tile(np.array([len(p) for p in ph],np.float32)[:,None],(1,len(firms)))
            o['qnear']=np.tile(SPd.max(1)[:,None],(1,len(firms)))
            for k in ('lex','knn','tower','tknn','second','max'):
                m=o[k].max(1,keepdims=True); o[k+'_gap']=m-o[k] if k in('lex','tower','max') else o[k]/np.maximum(m,1e-9)
            yield a,o
def candidates(o):
    L=[]
    for k,c in (('lex',80),('knn150',60),('tower',120),('tknn',60),('second',60),('name',10),('max',50)):
        L.append(np.argpartition(-o[k],c,axis=1)[:,:c])
    return np.concatenate(L,1)
def build(s,phrases,allowed=None):
    Xs,idx,qs=[],[],[]
    names=None
    for a,o in s.features(phrases):
        C=candidates(o); names=list(o)
        for i in range(len(C)):
            c=np.unique(C[i]); Xs.append(np.stack([o[k][i,c] for k in names],1).astype(np.float32)); idx.append(c); qs.append(np.full(len(c),a+i))
    return names,np.vstack(Xs),np.concatenate(idx),np.concatenate(qs)
if __name__=='__main__':
    rng=np.random.default_rng(11)
    full=Side(plist)
    hid=set(rng.choice(full.products,4000,replace=False))
    pl2=[[p for p in l if p not in hid] for l in plist]
    own={}
    for i,l in enumerate(plist):
        for p in l:
            if p in hid and pl2[i]: own.setdefault(p,set()).add(i)
    qs=sorted(own)
    sim=Side(pl2); sim.train()
    names,X,idx,qq=build(sim,qs)
    y=np.array([idx[k] in own[qs[qq[k]]] for k in range(len(idx))],int)
    print('sim rows',X.shape,'cand recall',y.sum()/sum(map(len,own.values())),time.time()-t0,flush=True)
    # split by firm
    ff=np.random.default_rng(3).permutation(len(firms))%5
    grp=np.array([ff[min(own[p])] for p in qs]); 
    trm=grp[qq]!=0
    def sizes(m): return np.unique(qq[m],return_counts=True)[1]
    keep=np.zeros(len(qs),bool); np.logical_or.at(keep,qq[y>0],True)
    m1=trm&keep[qq]; m0=~trm
    d1=lgb.Dataset(X[m1],y[m1],group=sizes(m1),feature_name=names); d0=lgb.Dataset(X[m0],y[m0],group=sizes(m0),reference=d1)
    P=dict(objective='lambdarank',metric='ndcg',eval_at=[10],learning_rate=.06,num_leaves=31,min_data_in_leaf=50,feature_fraction=.6,lambda_l2=5,verbose=-1,num_threads=2,seed=5,deterministic=True,force_row_wise=True,lambdarank_truncation_level=20)
    g=lgb.train(P,d1,600,valid_sets=[d0],callbacks=[lgb.early_stopping(40),lgb.log_evaluation(50)])
    print(sorted(zip(g.feature_importance('gain').round(),names),reverse=True),time.time()-t0)
    def simrec(score,lab):
        r=[]
        for j in np.unique(qq[m0]):
            w=np.where(qq==j)[0]; o=w[np.argsort(-score[w],kind='stable')[:10]]
            r.append(y[o].sum()/len(own[qs[j]]))
        print('sim',lab,np.mean(r),len(r))
    p=g.predict(X); simrec(p,'gbm')
    for k in ('lex','tower','knn150','tknn','second','max','tmax'): simrec(X[:,names.index(k)],k)
    T=[r for r in Q if r['task'].startswith('T1')]
    if os.environ.get('REAL','1')=='1':
        if os.environ.get('RETRAIN'): full.train()
        else:
            full.voc=sim.voc; full.X=full.voc.rows(full.products); full.left,full.right=sim.left,sim.right
            full.F=full.firm_rows(full.B,np.arange(len(firms))); full.Fe=full.right.encode(full.F); full.Pe=full.left.encode(full.X)
        names,X,idx,qq=build(full,[r['key'] for r in T])
        # area filter: fall back to dense for TG
        s=g.predict(X)
        res={}
        for i,r in enumerate(T):
            w=np.where(qq==i)[0]
            if r['area_filter']: w=w[np.isin(area[idx[w]],r['area_filter'].split(','))]
            res[r['qid']]=[fid[j] for j in idx[w[np.argsort(-s[w],kind='stable')]][:50]]
        report(T,res,'stack'); print(time.time()-t0)
