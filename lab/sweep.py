from lib import *
import t1stack as S
rng=np.random.default_rng(11)
prodset=sorted({p for l in plist for p in l})
hid=set(rng.choice(prodset,4000,replace=False))
pl2=[[p for p in l if p not in hid] for l in plist]
own={}
for i,l in enumerate(plist):
    for p in l:
        if p in hid and pl2[i]: own.setdefault(p,set()).add(i)
qs=sorted(own)[::2]
def bi(s): s=folded(s); return {s[i:i+2] for i in range(len(s)-1)}
docs=[set().union(*[bi(p) for p in pl2[i]],bi(firms[i]['name']),bi(firms[i]['fullname'])) for i in range(len(firms))]
hard=np.array([not any(bi(p)&docs[i] for i in own[p]) for p in qs])
s=S.Side(pl2)
print('hard share',hard.mean())
def drop(rows,rate,rng):
    r=rows.copy(); r.data=r.data*(rng.random(len(r.data))>=rate).astype(np.float32); return r
def ev(label):
    F=s.firm_rows(s.B,np.arange(len(firms))); Fe=s.right.encode(F)
    A=s.left.encode(s.voc.rows(qs)); sc=A@Fe.T
    out=[]
    for lab,m in (('cos',sc),('prior',12*sc+.5*np.log(s.deg+1))):
        t=np.argpartition(-m,10,axis=1)[:,:10]
        r=np.array([len(own[p]&set(t[i]))/len(own[p]) for i,p in enumerate(qs)]); out+= [lab,round(r.mean(),4),'hard',round(r[hard].mean(),4)]
    print(label,*out,flush=True)
def train(lab,dims=96,qd=0.,pd=.2,sd=0.,hardp=.5,epochs=6,rate=.05,sh=12.,prior=0.,batch=1024,adds=0.0):
    E=np.random.default_rng(0).standard_normal((s.X.shape[1],dims)).astype(np.float32)/np.sqrt(dims)
    S_=np.random.default_rng(2).standard_normal((s.side.shape[1],dims)).astype(np.float32)/np.sqrt(dims)*.3
    s.left=Table(E.copy()); s.right=Table(np.vstack([E,S_]))
    def batches(ch,rng):
        fi,pj=s.rows[ch],s.cols[ch]
        M=s.B[fi].copy(); Xp=s.X[pj]
        r=np.repeat(np.arange(len(fi)),np.diff(M.indptr))
        sim=np.asarray(Xp[r].multiply(s.X[M.indices]).sum(1)).ravel()
        h=rng.random(len(fi))<hardp
        M.data[(M.indices==pj[r])|(rng.random(len(r))<pd)|(h[r]&(sim>.15))]=0
        M.eliminate_zeros()
        fr=s.firm_rows(M,fi)
        if sd:
            k=(rng.random((len(fi),2))>=sd).astype(np.float32)
            nn=s.N.shape[1]; np_=s.X.shape[1]; ns=s.side.shape[1]-nn
            rr=np.repeat(np.arange(len(fi)),np.diff(fr.indptr))
            col=fr.indices
            fr.data=fr.data*np.where(col<np_,1,np.where(col<np_+ns,k[rr,0],k[rr,1])).astype(np.float32)
        return (drop(Xp,qd,rng) if qd else Xp),fr
    def same(ch):
        fi,pj=s.rows[ch],s.cols[ch]
        m=(fi[:,None]==fi[None,:])|(np.asarray(s.B[fi][:,pj].T.todense())>0)
        np.fill_diagonal(m,False); return m
    lp=(prior*np.log(s.deg[s.rows])).astype(np.float32)
    t=time.time()
    for ep in (epochs,):
        train_towers(s.left,s.right,batches,len(s.rows),same,lp,epochs=ep,rate=rate,sharpness=sh,batch=batch)
    ev(f'{lab} {time.time()-t:.0f}s')
for lab,kw in [('base3',dict(epochs=3)),('reg',dict(epochs=4,qd=.3,pd=.5,sd=.5)),('reg-nohard',dict(epochs=4,qd=.3,pd=.5,sd=.5,hardp=0.)),('reg6 lr.02',dict(epochs=6,qd=.3,pd=.5,sd=.5,rate=.02)),('reg sh20',dict(epochs=4,qd=.3,pd=.5,sd=.5,sh=20.)),('reg sh8',dict(epochs=4,qd=.3,pd=.5,sd=.5,sh=8.)),('reg d192',dict(epochs=4,qd=.3,pd=.5,sd=.5,dims=192)),('reg prior1',dict(epochs=4,qd=.3,pd=.5,sd=.5,prior=1.)),('reg b2048',dict(epochs=5,qd=.3,pd=.5,sd=.5,batch=2048))]:
    train(lab,**kw)
