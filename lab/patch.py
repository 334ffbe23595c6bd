s=open('chain.py').read()
s=s.replace("o['parents']=(QP@s.PM.T).toarray()\n        return o","o['parents']=(QP@s.PM.T).toarray()\n        return o",1)
s=s.replace("tx.append((l,","pa=s.par.get(n,()); pb=s.par.get(cand[j],()); tx.append((cand[j] in pa,n in pb,l,")
s=s.replace("['lcs','lcs_m'","['is_parent','is_child','lcs','lcs_m'")
s=s.replace("(('knn',60),('lex',60),('tower',100),('tknn',50),('tprof',60),('sib',20))","(('knn',60),('lex',80),('tower',120),('tknn',50),('tprof',60),('sib',20))")
i=s.index("if __name__")
s=s[:i]+'''
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
'''
open('chain2.py','w').write(s)
