from lib import *
import lightgbm as lgb
t0=time.time()
from t1stack import top
up=e.filter(pl.col('rel')=='upstream'); sub=e.filter(pl.col('rel')=='subclass')
E_=[(a,b) for a,b in zip(up['src'],up['dst'])]
subs=[(a,b) for a,b in zip(sub['src'],sub['dst'])]
firmprod={p for l in plist for p in l}
def lcs(a,b):
    best=0; 
    for i in range(len(b)):
        while i+best<len(b) and b[i:i+best+1] in a: best+=1
    return best
class Graph:
    """edges product->material visible; candidate lists"""
    def __init__(s,edges,prods,mats,subs,voc=None):
        s.P=prods; s.M=mats; s.pi={p:i for i,p in enumerate(prods)}; s.mi={m:i for i,m in enumerate(mats)}
        s.voc=voc or Vocabulary.of(sorted(set(prods)|set(mats)),least=2)
        s.XP=s.voc.rows(prods); s.XM=s.voc.rows(mats)
        ij=[(s.pi[a],s.mi[b]) for a,b in edges]
        s.r=np.array([i for i,_ in ij]); s.c=np.array([j for _,j in ij])
        s.U=sp.csr_matrix((np.ones(len(ij),np.float32),(s.r,s.c)),shape=(len(prods),len(mats))); s.U.data[:]=1
        s.UT=s.U.T.tocsr()
        s.pd=np.asarray(s.U.sum(1)).ravel(); s.md=np.asarray(s.U.sum(0)).ravel()
        par={}
        for a,b in subs: par.setdefault(b,set()).add(a)
        s.par=par
        chn={}
        for a,b in subs: chn[a]=chn.get(a,0)+1
        s.chn=chn
        # parent one-hot matrix
        ps=sorted(chn); ppos={x:i for i,x in enumerate(ps)}
        def pm(names):
            r,c=[],[]
            for i,n in enumerate(names):
                for x in par.get(n,()): r.append(i); c.append(ppos[x])
            return sp.csr_matrix((np.ones(len(r),np.float32),(r,c)),shape=(len(names),len(ps)))
        s.pm=pm; s.PP=pm(prods); s.PM=pm(mats)
        # upstream parents of material names that are materials
        s.mstat=np.stack([np.log1p(s.md),np.array([len(m) for m in mats]),np.array([m in firmprod for m in mats]),np.array([np.log1p(chn.get(m,0)) for m in mats]),np.array([len(par.get(m,())) for m in mats]),np.array([m in s.pi for m in mats])],1).astype(np.float32)
        s.pstat=np.stack([np.log1p(s.pd),np.array([len(m) for m in prods]),np.array([m in firmprod for m in prods]),np.array([np.log1p(chn.get(m,0)) for m in prods]),np.array([len(par.get(m,())) for m in prods]),np.array([m in s.mi for m in prods])],1).astype(np.float32)
    def train(s,epochs=6,dims=96,rate=.05,sh=12.):
        base=np.random.default_rng(0).standard_normal((s.XP.shape[1],dims)).astype(np.float32)/np.sqrt(dims)
        s.left=Table(base.copy()); s.right=Table(base.copy())
        def batches(ch,rng):
            a,b=s.XP[s.r[ch]],s.XM[s.c[ch]]
            a=a.copy(); a.data=a.data*(rng.random(len(a.data))>.2).astype(np.float32)
            b=b.copy(); b.data=b.data*(rng.random(len(b.data))>.2).astype(np.float32)
            return a,b
        def same(ch):
            m=(s.r[ch][:,None]==s.r[ch][None,:])|(s.c[ch][:,None]==s.c[ch][None,:])|(np.asarray(s.U[s.r[ch]][:,s.c[ch]].todense())>0)
            np.fill_diagonal(m,False); return m
        train_towers(s.left,s.right,batches,len(s.r),same,np.zeros(len(s.r),np.float32),epochs=epochs,rate=rate,sharpness=sh)
        s.PE=s.left.encode(s.XP); s.ME=s.right.encode(s.XM)
    def mats_for(s,names):
        """features of (product name, every material)"""
        X=s.voc.rows(names); o={}
        SP=sp.csr_matrix(X@s.XP.T)
        # a query product may be itself in the graph w/o edges: fine
        W=top(SP,40); W.data**=2; o['knn']=(W@s.U).toarray()
        Wn=top(SP,8); Wn.data**=2; o['knn8']=(Wn@s.U).toarray()
        prof=unit_rows(sp.csr_matrix((W@s.U)@s.XM)); o['prof']=(prof@s.XM.T).toarray()
        o['lex']=(X@s.XM.T).toarray()
        q=s.left.encode(X); o['tower']=q@s.ME.T
        TP=q@s.PE.T; TP[:,s.pd==0]=-1; kth=np.partition(TP,-40,axis=1)[:,-40:-39]
        TW=sp.csr_matrix(np.where(TP>=kth,np.exp(6*(TP-1)),0).astype(np.float32)); o['tknn']=(TW@s.U).toarray()
        tprof=unit_rows(sp.csr_matrix((TW@s.U)@s.XM)); o['tprof']=(tprof@s.XM.T).toarray()
        QP=s.pm(names); sib=(QP@s.PP.T).tocsr(); d=np.maximum(np.asarray(sib.sum(1)).ravel(),1e-9)
        o['sib']=(sp.diags(1/d)@sib@s.U).toarray()
        o['parents']=(QP@s.PM.T).toarray()
        return o
    def prods_for(s,names):
        X=s.voc.rows(names); o={}
        SM=sp.csr_matrix(X@s.XM.T)
        W=top(SM,40); W.data**=2; o['knn']=(W@s.UT).toarray()
        Wn=top(SM,8); Wn.data**=2; o['knn8']=(Wn@s.UT).toarray()
        prof=unit_rows(sp.csr_matrix((W@s.UT)@s.XP)); o['prof']=(prof@s.XP.T).toarray()
        o['lex']=(X@s.XP.T).toarray()
        q=s.right.encode(X); o['tower']=q@s.PE.T
        TM=q@s.ME.T; TM[:,s.md==0]=-1; kth=np.partition(TM,-40,axis=1)[:,-40:-39]
        TW=sp.csr_matrix(np.where(TM>=kth,np.exp(6*(TM-1)),0).astype(np.float32)); o['tknn']=(TW@s.UT).toarray()
        tprof=unit_rows(sp.csr_matrix((TW@s.UT)@s.XP)); o['tprof']=(tprof@s.XP.T).toarray()
        QP=s.pm(names); sib=(QP@s.PM.T).tocsr(); d=np.maximum(np.asarray(sib.sum(1)).ravel(),1e-9)
        o['sib']=(sp.diags(1/d)@sib@s.UT).toarray()
        o['parents']=(QP@s.PP.T).toarray()
        return o
    def build(s,names,side,also=None):
        """side 'M': rank materials; 'P': rank products"""
        Xs,idx,qs=[],[],[]
        cand=s.M if side=='M' else s.P; stat=s.mstat if side=='M' else s.pstat
        for a in range(0,len(names),256):
            nm=names[a:a+256]; o=s.mats_for(nm) if side=='M' else s.prods_for(nm)
            gaps={}
            for k in ('knn','tower','tprof','prof','tknn','lex'):
                m=o[k].max(1,keepdims=True); gaps[k+'_gap']=(m-o[k]) if k in('tower','lex','prof','tprof') else o[k]/np.maximum(m,1e-9)
            L=[np.argpartition(-o[k],c,axis=1)[:,:c] for k,c in (('knn',60),('lex',80),('tower',120),('tknn',50),('tprof',60),('sib',20))]
            C=np.concatenate(L,1); ks=list(o)
            for i,n in enumerate(nm):
                if also is None: c=np.unique(C[i])
                else: c=np.unique(np.concatenate([C[i],also]))
                c=c[np.array([cand[j]!=n for j in c])]
                fl=folded(n)
                tx=[]
                for j in c:
                    m=folded(cand[j]); l=lcs(fl,m)
                    pa=s.par.get(n,()); pb=s.par.get(cand[j],()); tx.append((cand[j] in pa,n in pb,l,l/max(len(m),1),l/max(len(fl),1),fl[-1:]==m[-1:],fl[-2:]==m[-2:],fl[:1]==m[:1],fl[:2]==m[:2],m in fl,fl in m,fl.startswith(m),m.startswith(fl),m.endswith(fl)))
                Xs.append(np.concatenate([np.stack([o[k][i,c] for k in ks]+[gaps[k][i,c] for k in gaps],1),np.array(tx,np.float32),stat[c],np.full((len(c),1),len(n)),np.full((len(c),1),o['knn'][i].max()),np.full((len(c),1),len(s.par.get(n,())))],1).astype(np.float32))
                idx.append(c); qs.append(np.full(len(c),a+i))
        names_=ks+list(gaps)+['is_parent','is_child','lcs','lcs_m','lcs_q','end1','end2','beg1','beg2','m_in','q_in','q_starts','m_starts','m_ends','deg','len','firmprod','children','nparents','other','qlen','qknn','qpar']
        return names_,np.vstack(Xs),np.concatenate(idx),np.concatenate(qs)
def fit_ranker(names,X,y,qq,grp,label,lr=.06,rounds=500):
    m1=grp[qq]!=0; m0=~m1
    keep=np.zeros(qq.max()+1,bool); np.logical_or.at(keep,qq[y>0],True); m1=m1&keep[qq]
    sz=lambda m: np.unique(qq[m],return_counts=True)[1]
    d1=lgb.Dataset(X[m1],y[m1],group=sz(m1),feature_name=names); d0=lgb.Dataset(X[m0],y[m0],group=sz(m0),reference=d1)
    P=dict(objective='lambdarank',metric='ndcg',eval_at=[10],learning_rate=lr,num_leaves=31,min_data_in_leaf=50,feature_fraction=.6,lambda_l2=5,verbose=-1,num_threads=2,seed=5,deterministic=True,force_row_wise=True,lambdarank_truncation_level=20)
    g=lgb.train(P,d1,rounds,valid_sets=[d0],callbacks=[lgb.early_stopping(40,verbose=False)])
    print(label,'iter',g.best_iteration,g.best_score['valid_0'],[(int(a),b) for a,b in sorted(zip(g.feature_importance('gain'),names),reverse=True)][:16],flush=True)
    return g

def t3(s,g,names,names_q,firmB,firmprods,label):
    pass
if __name__=='__main__':
    HM=float(os.environ.get('HM','.2')); EPO=int(os.environ.get('EPO','6')); DIM=int(os.environ.get('DIM','96'))
    rng=np.random.default_rng(5)
    US=sorted({a for a,_ in E_}); UD=sorted({b for _,b in E_})
    hp=set(rng.choice(US,int(.12*len(US)),replace=False)); hm=set(rng.choice(UD,int(HM*len(UD)),replace=False))
    vis=[(a,b) for a,b in E_ if a not in hp and b not in hm]
    S=Graph(vis,US,UD,subs); S.train(epochs=EPO,dims=DIM)
    print('trained',time.time()-t0,flush=True)
    t2={}; t4={}
    for a,b in E_:
        if a in hp: t2.setdefault(a,set()).add(S.mi[b])
        if b in hm: t4.setdefault(b,set()).add(S.pi[a])
    full=Graph(E_,prods,mats,subs,voc=S.voc); full.left,full.right=S.left,S.right; full.PE=full.left.encode(full.XP); full.ME=full.right.encode(full.XM)
    firmB={}
    for i,l in enumerate(plist):
        for p in l: firmB.setdefault(p,[]).append(i)
    def rep(g,task,side,also=None,restrict=None):
        T=[r for r in Q if r['task'].startswith(task)]
        n2,X2,i2,r2=full.build([r['key'] for r in T],side,also)
        return T,X2,i2,r2,g.predict(X2)
    for side,task in (('P','T4'),('M','T2'),('M','T3')):
        own=t4 if task=='T4' else t2
        fpm=None
        if task=='T3':
            own={a:{j for j in v if UD[j] in firmB} for a,v in t2.items()}; own={a:v for a,v in own.items() if v}
        qs=sorted(own)
        if task!='T3' or 1: names,X,idx,qq=S.build(qs,side)
        if task=='T3':
            ok=np.array([UD[j] in firmB for j in idx]); X,idx,qq=X[ok],idx[ok],qq[ok]
        y=np.array([idx[k] in own[qs[qq[k]]] for k in range(len(idx))],int)
        print(task,len(qs),X.shape,'cand recall',y.sum()/sum(len(own[x]) for x in qs),time.time()-t0,flush=True)
        g=fit_ranker(names,X,y,qq,np.arange(len(qs))*7919%5,task)
        T,X2,i2,r2,s=rep(g,task,side)
        cand=full.M if side=='M' else full.P
        if task!='T3':
            res={}
            for i,r in enumerate(T):
                w=np.where(r2==i)[0]; res[r['qid']]=[cand[j] for j in i2[w[np.argsort(-s[w],kind='stable')]]][:50]
            report(T,res,task)
        else:
            for al in (0,.3,.6,1.):
              for lam in (1.,):
                res={}
                for i,r in enumerate(T):
                    w=np.where(r2==i)[0]; w=w[[cand[j] in firmB for j in i2[w]]]
                    if len(w)==0: res[r['qid']]=[]; continue
                    p=np.exp(s[w]-s[w].max()); sc={}
                    for k,pp in zip(w,p):
                        fs=firmB[cand[i2[k]]]
                        for x in fs: sc[x]=sc.get(x,0)+pp/len(fs)**al
                    res[r['qid']]=[fid[x] for x in sorted(sc,key=lambda x:(-sc[x],x))[:50]]
                report(T,res,f'T3 al={al}')
        print(time.time()-t0,flush=True)
