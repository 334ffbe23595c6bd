s=open('chain2.py').read()
s=s.replace("hm=set(rng.choice(UD,int(HM*len(UD)),replace=False))","""
    from collections import Counter
    dg=Counter(b for _,b in E_); mid=[b for b in UD if 2<=dg[b]<=30]; hm=set(rng.choice(mid,int(HM*len(mid)),replace=False)); print('mid',len(mid),len(hm))""")
s=s.replace("print('trained',time.time()-t0,flush=True)","print('trained',time.time()-t0,'unseen',(S.md==0).mean(),(S.pd==0).mean(),flush=True)",1)
s=s.replace("""full.left,full.right=S.left,S.right;""","""
    if os.environ.get('RETRAIN'): full.train(epochs=EPO,dims=DIM)
    else: full.left,full.right=S.left,S.right
    """)
# restricted candidates
s=s.replace("def build(s,names,side,also=None):","def build(s,names,side,also=None,only=None):")
s=s.replace("L=[np.argpartition(-o[k],c,axis=1)[:,:c] for k,c in","L=[(np.argpartition(-o[k],c,axis=1)[:,:c] if only is None else only[np.argpartition(-o[k][:,only],c//2,axis=1)[:,:c//2]]) for k,c in")
s=s.replace("names,X,idx,qq=S.build(qs,side)","names,X,idx,qq=S.build(qs,side,only=None if task!='T3' else np.array([j for j,m in enumerate(S.M) if m in firmB]))")
s=s.replace("full.build([r['key'] for r in T],side,also)","full.build([r['key'] for r in T],side,also,None if task!='T3' else np.array([j for j,m in enumerate(full.M) if m in firmB]))")
open('chain3.py','w').write(s)
