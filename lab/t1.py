from base import *
from sklearn.feature_extraction.text import TfidfVectorizer
docs=[' '.join([r['name'],r['fullname'],r['industry'] or '',(r['products'] or '').replace('|',' ')]) for r in firms]
v=TfidfVectorizer(analyzer='char',ngram_range=(1,3),sublinear_tf=True)
X=v.fit_transform(docs)
T=[r for r in Q if r['task'].startswith('T1')]
res={}
for keyf in ('query','key'):
    S=(v.transform([r[keyf] for r in T])@X.T).toarray()
    area=np.array([r['area'] or '' for r in firms])
    for i,r in enumerate(T):
        s=S[i].copy()
        if r['area_filter']: s[~np.isin(area,r['area_filter'].split(','))]=-1
        res[r['qid']]=[fid[j] for j in np.argsort(-s)[:10]]
    print(keyf); recall(T,res)
