"""A small feed across the border, as texts by file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

FEED = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\nfj,枫泾公交,https://example.org,Asia/Shanghai\n",
    "stops.txt": (
        "stop_id,stop_name,stop_lat,stop_lon\n"
        "1,枫泾汽车站,30.8898,121.0136\n2,惠民街道办事处,30.8397,120.9708\n3,姚庄客运站,30.9132,120.9581\n"
    ),
    "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type\nr1,fj,枫惠1路,枫泾—惠民,3\n",
    "trips.txt": "route_id,service_id,trip_id,direction_id\nr1,all,t1,0\nr1,all,t2,1\n",
    "stop_times.txt": (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
        "t1,18:40:00,18:40:00,1,1,0,1\nt1,19:02:00,19:02:00,2,2,1,0\n"
        "t2,23:50:00,23:50:00,2,1,0,0\nt2,24:10:00,24:11:00,3,2,0,0\nt2,25:10:00,25:10:00,1,3,0,0\n"
    ),
    "calendar.txt": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "all,1,1,1,1,1,1,1,20240101,20241231\n"
    ),
    "fare_attributes.txt": "fare_id,price,currency_type,payment_method,transfers\nf,2.00,CNY,0,0\n",
    "fare_rules.txt": "fare_id,route_id\nf,r1\n",
    "feed_info.txt": "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date\n枫泾公交,https://example.org,zh,20240101,20241231\n",
}


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """Return files as an archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text if isinstance(text, bytes) else text.encode())
    return held.getvalue()


def changed(name: str, old: str, new: str) -> dict[str, str]:
    """Return the feed with one text of one file put otherwise."""
    assert old in FEED[name]
    return {**FEED, name: FEED[name].replace(old, new)}
