"""What stands beside a date in its field and says nothing of it: counts, names and buttons."""

# All in flattened text, for re.VERBOSE.
_SEEN = r"(?:xem|doc|truy[ ]cap|tai|nghe)"
_COUNT = r"(?:\d{1,3}(?:[.,]\d{3})+|\d+)(?!\d|[./-]\d)"
_COUNTS = rf"""
    (?:so[ ])?(?:luot|lan|nguoi|da)[ ]{_SEEN}[ ]*:?[ ]*{_COUNT}(?:[ ](?:lan|luot)\b)?
    | (?:so[ ]luot|so[ ])?(?:xem|phan[ ]hoi|y[ ]kien|(?:luot[ ])?(?:binh[ ]luan|thich))
      [ ]*:[ ]*{_COUNT}
    | binh[ ]luan[ ]*{_COUNT}
    | (?:view(?:s|ed)?(?:[ ]count)?|hits|comments?)[ ]*:?[ ]*{_COUNT}"""

# A number ends a name, so that none of a date, nor a document's, is ever part of it; "quantri2".
_NAME = r"(?:[^|\d]|(?<=[a-z])\d{1,4}(?![\d/.:-]))"
_PAPER = r"\b(?:theo|tai|tu|quyet[ ]dinh|ke[ ]hoach|cong[ ]van|van[ ]ban|bao[ ]cao|thong[ ]bao)\b"
_NEXT = rf"""(?=[ ,;(-]*(?:$|[|]
    | (?:so[ ])?(?:luot|lan|da)[ ]{_SEEN}\b | phan[ ]hoi\b | binh[ ]luan\b
    | (?:ngay|thoi[ ]gian|lan)[ ](?:dang|gui|viet|tao|xuat[ ]ban|cap[ ]nhat)\b
    | (?:dang|gui|viet)[ ](?:ngay|luc|vao)\b | cap[ ]nhat\b | nguon\b | tac[ ]gia\b))"""
_WRITER = r"""(?:(?:nguoi|dang)[ ](?:dang|viet|gui)(?:[ ](?:bai(?:[ ]viet)?|tin))?
    |(?:duoc[ ])?(?:dang|gui|viet)(?:[ ]bai)?[ ]boi
    |(?:tac[ ]gia|bien[ ]tap(?:[ ]vien)?)(?:[ ](?:bai(?:[ ]viet)?|tin))?)"""
_BYLINES = rf"""
    {_WRITER}[ ]*:{_NAME}{{1,80}}?(?:{_NEXT}|(?=[ ]-[ ]))
    | nguon(?:[ ]tin)?[ ]*:{_NAME}{{1,80}}?{_NEXT}
    | (?:chuyen[ ]muc|danh[ ]muc|the[ ]loai)[ ]*:{_NAME}{{1,80}}?(?:{_NEXT}|(?=,[ ]ngay[ ]\d))
    | (?:(?:duoc[ ])?(?:dang|gui|viet)(?:[ ]bai)?[ ]boi|(?:submitted|posted|published)[ ]by)
      [ ]*:?[ ](?:(?!{_PAPER}){_NAME}){{1,40}}?(?:{_NEXT}
      |(?=[ ,]*[ ,-][ ]*(?:luc|vao|ngay|on|at)[ :]|,[ ]?\d))
    | (?:boi|by)[ ]{_NAME}{{1,60}}?(?:{_NEXT}|(?=,[ ]?\d|[ ]-[ ]))"""

# "In ngày 4/7" says when a page was printed: a verb with a day after it is no button.
_BUTTONS = r"""
    (?:(?:xem[ ](?:voi[ ])?|chon[ ]|tang[ ]|giam[ ]|doi[ ])?(?:kich[ ])?co[ ]chu|font[ ]?size)[ ]*:?
      (?:[ ]*(?:[(]?\ba[ ]?[+-]{0,2}[)]?(?![a-z\d])|[+-](?=[ ]*(?:$|[|a+-]))
        |\b(?:nho|vua|lon|to|mac[ ]dinh)\b))*
    | a[ ]?[-+](?:[ ]+a(?![a-z\d])(?:[ ]?[+-])?){1,2}
    | (?:in(?:[ ](?:bai(?:[ ]viet)?|trang|ra|tin))?|(?:xem[ ])?ban[ ]in|print
      |luu(?:[ ](?:bai(?:[ ]viet)?|tin|trang))?|rss|e?-?mail|gui[ ](?:bai[ ]viet[ ])?(?:qua[ ])?
      e?-?mail|send[ ]email|chia[ ]se(?:[ ](?:bai[ ]viet|tin|len|qua))*|share|thich|tweet
      |(?:che[ ]do[ ])?tuong[ ]phan|(?:nghe[ ])?doc[ ]bai(?:[ ]viet)?|quay[ ]lai|facebook|zalo
      |twitter|google(?:[ ]?\+|[ ]news)?|linkedin|pinterest)
      \b(?![ ]*:?[ ]*(?:ngay|luc|vao|hoi|tu|den|\d))"""

_ZONE_NAME = r"""[(]?(?:gmt|utc)[ ]*[+]0?7(?::?00)?[)]?|ict\b
    |[(]?(?:indochina(?:[ ]standard)?[ ]time|se[ ]asia(?:[ ]standard)?[ ]time
      |gio[ ](?:chuan[ ])?(?:dong[ ]duong|viet[ ]nam))\b[)]?"""

COUNTED = rf"""{_COUNT}[ ]
    (?:luot[ ]{_SEEN}|phut[ ]doc|binh[ ]luan|phan[ ]hoi|views?|comments?)\b"""
# The first signs of all these, so that other words are passed quickly.
BESIDE = r"(?=[(abcdefghiklnpqrstuvxyz])(?:{})".format(
    "|".join((_COUNTS, _BYLINES, _BUTTONS, _ZONE_NAME))
)
