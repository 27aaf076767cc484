"""What a page says instead of an article: notices by their wording, in Vietnamese and English.

A notice is a sentence that says so (`_KEYS`) and is made of hardly any words but those such
sentences are made of (`_WORDS`): "Không tìm thấy trang" is one, "Xử lý lỗi 404 trên cổng" none.
Wordings are those of ASP.NET, Liferay, NukeViet, WordPress, IIS, nginx, Apache and Tomcat, of
hosting companies, and of portals that wrote their own.
"""

import re
from collections.abc import Sequence

from archive.text import fold

_LONGEST = 600  # characters of a notice with all that it explains
_MOST_WORDS = 26  # of a sentence that is a notice, numbers and times not counted
_FOREIGN = 0.21  # share of other words: the portal's name, a telephone's owner

_THING = (
    r"\b(?:trang|bai viet|bai|tin(?: tuc| bai)?|noi dung|duong (?:dan|link)|lien ket|link|url"
    r"|dia chi|tai lieu|van ban|chuyen muc|danh muc|tap tin|file|tai nguyen|ban ghi|page"
    r"|resource|article|directory|document|content|website|site)"
)
_GONE = (
    r"(?:khong (?:con )?(?:ton tai|(?:duoc |the )?tim thay|hop le|kha dung|hoat dong|truy cap duoc)"
    r"|(?:da|hoac|co the) (?:da )?bi (?:xoa|go|an|thay doi|di chuyen)"
    r"|chua duoc (?:xuat ban|dang|phe duyet)|not (?:be )?found|(?:does not|doesn t|no longer) exist"
    r"|(?:no longer |not |un)available|has been (?:removed|deleted|moved))"
)
_SYSTEM = (
    r"(?:he thong|website|web|trang|cong(?: thong tin)?|may chu|chuc nang|dich vu|site|server)"
)
_STATUS = r"\b(?:50[0-4]|40[01356]|408|413|429)"
_WORK = r"(?:bao tri|nang cap|bao duong|xay dung|hoan thien|phat trien)"
_WRITTEN = r"(?:noi dung|du lieu|thong tin|bai viet|trang|chuyen muc|muc)"
_SAYINGS = {  # searched in a sentence's folded words; the first kind that fits counts
    "error_page": (
        r"server error in .{0,60}application",
        r"^runtime error$",
        r"object reference not set to an instance",
        r"unhandled exception",
        rf"{_STATUS} .{{0,12}}(?:error|bad|internal|service|gateway|forbidden|unauthorized)",
        rf"{_STATUS} .{{0,12}}(?:access denied|not acceptable|method|too many|request)",
        r"^(?:error )?(?:50[0-4]|403)$",
        r"^(?:bad gateway|forbidden|access is denied|service (?:temporarily )?unavailable)$",
        r"gateway time ?out|internal server error|application error",
        r"http (?:status|error) (?:50\d|403)",
        r"error establishing a database connection",
        r"error in your sql syntax",
        r"sqlexception|sqlstate|\bora \d{5}|sql server does not exist",
        r"(?:xay ra|co|gap) (?:mot )?(?:loi|su co)(?: (?:trong|khi|tren|he thong|xay ra)|$)",
        r"\bco loi xay ra\b|^ma loi\b",
        r"^loi (?:he thong|may chu|ket noi)",
        r"khong the ket noi .{0,12}(?:co so du lieu|csdl|may chu)",
        r"an (?:unexpected )?error (?:has )?occurr?ed|something went wrong",
        r"^welcome to nginx|^iis windows(?: server)?$|^it works$|^apache2? .{0,20}default page",
        r"module bi loi|portlet is temporarily unavailable|tam thoi khong kha dung",
    ),
    "not_found": (
        rf"{_THING}\b.{{0,90}}\b{_GONE}",
        rf"khong (?:the )?tim thay (?:duoc )?{_THING}",
        r"(?:ban|quy vi) (?:da )?(?:lac duong|di lac)",
        r"(?:du lieu|noi dung|ban tin) khong ton tai",
        rf"khong co {_THING} nay",
        rf"khong ton tai {_THING}",
        r"\b404\b.{0,20}\b(?:not found|khong|error)",
        r"\b(?:loi|error|http|http status) 404\b",
        r"^(?:404|not found)$|^page not found",
        r"nothing (?:was )?found|can t (?:be )?f(?:i|ou)nd",
    ),
    "maintenance": (
        rf"{_SYSTEM}\b.{{0,40}}\b(?:dang|duoc|tien hanh|tam (?:ngung|dung)) .{{0,30}}{_WORK}",
        rf"(?:bao tri|nang cap|bao duong) {_SYSTEM}",
        r"(?:dang|tam ngung de|trong qua trinh|thoi gian) (?:duoc )?(?:bao tri|nang cap)",
        rf"{_SYSTEM}\b.{{0,40}}\bchuyen doi (?:du lieu|he thong)|tam thoi chua truy cap duoc",
        rf"{_SYSTEM}\b.{{0,40}}\b(?:tam (?:thoi )?|da |bi )(?:bi )?(?:ngung|dung|khoa)\b",
        rf"{_SYSTEM}\b.{{0,20}}\b(?:ngung|dung) (?:hoat dong|phuc vu|cung cap)",
        r"under (?:maintenance|construction)|(?:scheduled|down for|site|website) maintenance",
        r"^maintenance(?: mode)?$|^bao tri$",
        r"account (?:has been|is) suspended|^suspended",
        r"tai khoan .{0,20}bi (?:tam )?(?:ngung|khoa|dinh chi)",
        r"be right back|coming soon",
        r"(?:ten mien|domain|hosting).{0,60}(?:het han|expired?|parked|for sale)",
        r"(?:ten mien|domain|hosting).{0,60}(?:tam ngung|kich hoat|bi khoa)",
    ),
    "challenge": (
        r"^just a moment|attention required|ddos protection|security check",
        r"checking (?:if the site|your browser)|kiem tra (?:trinh duyet|ket noi)",
        r"verify(?:ing)? (?:that )?you are (?:a )?human",
        r"you have been blocked|access denied|requested url was rejected",
        r"incapsula incident",
        r"web (?:page|application) (?:was )?blocked",
        r"(?:xac (?:minh|nhan)|chung minh).{0,40}(?:con nguoi|nguoi that|robot|nguoi may)",
        r"(?:bat|kich hoat|ho tro|enable|requires?|without) java ?script",
        r"java ?script .{0,30}(?:enabled|required|disabled|bi tat)",
        r"(?:truy cap|\bip|yeu cau).{0,40}\b(?:da )?bi (?:tu choi|chan|khoa)",
        r"nhap (?:ma|chuoi) (?:xac nhan|xac thuc|captcha|bao mat)",
    ),
    "login": (
        r"(?:can|phai|vui long|hay|yeu cau|chua) (?:phai )?dang nhap",
        r"you (?:must|need to) (?:be )?(?:sign|log)(?:ged|ed)? in",
        r"please (?:sign|log) in",
        r"(?:vui long|hay|moi) nhap (?:ten (?:truy cap|dang nhap)|tai khoan).{0,20}mat khau",
        r"khong (?:co|du) quyen (?:truy cap|xem)",
        r"not have .{0,20}permission",
        r"phien (?:lam viec|dang nhap).{0,20}het han",
        r"login required|authentication required",
    ),
    "empty": (
        rf"{_WRITTEN}(?: \w+){{0,4}} (?:dang|chua) .{{0,20}}(?:cap nhat|bien (?:tap|soan))",
        rf"{_WRITTEN}(?: \w+){{0,4}} (?:dang|chua) .{{0,20}}(?:xay dung|hoan thien)",
        r"^(?:dang|chua) cap nhat$|dang (?:duoc )?cap nhat|^updating",
        r"(?:chua|khong) co (?:noi dung|du lieu|bai viet|thong tin|tin|ban ghi)",
        r"(?:khong (?:tim thay|co)) (?:ket qua|du lieu)",
        r"^no (?:content|data|records)|^there are no",
    ),
}
_KEY = {kind: re.compile("|".join(sayings)) for kind, sayings in _SAYINGS.items()}
# What is maintained or cut off elsewhere than on a server.
_OTHER_WORKS = re.compile(
    r"\b(?:cong (?:ty|trinh)|dien luc|(?:cap|nguon|luoi) (?:nuoc|dien)|duong (?:day|ong|bo|pho)"
    r"|tuyen duong|den (?:chieu|tin hieu)|tram (?:bom|bien ap|y te)|ho dan|phong hoc"
    r"|truong (?:hoc|mam|tieu|thcs|thpt))\b"
)
# Folded words that notices are made of, whatever they say.
_VOCABULARY = """
403 404 500 502 503 504 a about acceptable access accessing account address administrator again ai
allowed an and anh any apache apologize app application are article available back bad bai bam ban
bang bao bat be been before ben bi bien binh blocked bo boi bot browser busy but by cac cai cam can
cannot cao cap captcha cau chan changed chat chay check checking chi chinh cho chon chu chua chuc
chung chuoi chuyen click co code come con cong connection contact contents could cua cung currently
customer customers da dam dan dang danh dat day de default deleted den denied dia dich dien dinh
directory do doan doanh doc does doi domain dong down du dung duoc duong duyet e email enable error
establishing exist exists expired file find for forbidden found friendly from gap gateway ghi gia
gian giay gio go goi gone gov gui ha had hang hanh has have hay he hen here het hien hieu ho hoac
hoai hoan hoat hoi home homepage hon hop hosting hotline hours http human huong huyen i if iis in
incident inconvenience information internal invalid is it its javascript ket khac khach khao khau
khi khien khoa khoi khong khu khung kich kiem kien kinh ky la lac lai lam lan later lau le len lien
link ll log logged loi long longer looking lop luong ly ma made maintenance mang mat may mem method
mien might minh minutes mo moi moment mong more mot muc muon must nam name nang nao nay need ngay
nghiem nghiep nginx ngung nguoi nham nhan nhanh nhap nhat nhe nho nhung no noi not nothing nua nut o
on online oops operation or our out page permission phai phan phat phe phep phia phien pho phong
phuc phuong phut please portal possible provider proxy qua quan quay quy quyen quyet ra rang rat re
refresh removed request requested required resolve resource return robot run s sai sang sap sau se
search server service short sign signed site so soan soat som soon sorry status su suot suspended
system t ta tac tai tam tang tap tat temporarily ten thanh that thay the them theo thi thiet this
thoat thoi thong thu thua thuat thuc thuong tiec tien tiep tim time timeout tin tinh to toan toi ton
tot tra trai tran trang tren tri trinh tro trong truc truoc truong truy try tu tuc tuong unable
unavailable under ung up update url us use uy vai van vao vay ve vi viec vien viet vn voi vu vua vui
vuot was way we web webmaster website welcome were what which while will windows with works www xa
xac xay xem xep xin xoa xong xuat y yeu you your yourself
"""
_WORDS = frozenset(_VOCABULARY.split())
_FILLER = re.compile(
    r"^(?:vui long|hay|xin|quy (?:khach|vi)|ban|please|click|bam|nhan|an|tro ve|quay (?:lai|ve)"
    r"|ve trang|cam on|tran trong|rat mong|mong|chung toi|neu|lien he|thong bao|trang chu|trang"
    r"|home|error|loi|co the|hoac|go (?:back|to)|return|try|we|sorry|if|this|the|dien thoai"
    r"|hotline|email|oops|opps|kinh (?:mong|thua|gui|chao|bao)|rat (?:mong|xin|tiec)|chan thanh"
    r"|moi (?:thong tin|chi tiet|y kien|thac mac|yeu cau)|trong (?:suot )?thoi gian (?:nay|tren|do)"
    r"|du kien|thoi gian (?:du kien|bat dau|ket thuc|hoan thanh|thuc hien)|hen gap lai"
    rf"|(?:viec )?truy cap .{{0,40}}gian doan|{_SYSTEM}\b.{{0,50}}\b(?:gian doan|tro lai)"
    r"|nham|de (?:nang cao|phuc vu|dam bao))\b"
)
_TIME = frozenset(
    (
        *("tu", "den", "luc", "vao", "khoang", "truoc", "sau", "va", "gio", "phut", "giay", "ngay"),
        *("thang", "nam", "sang", "trua", "chieu", "toi", "dem", "thu", "hai", "ba", "bay", "chu"),
        *("nhat", "cung", "hom", "nay", "mai", "h", "du", "kien", "bat", "dau", "ket", "thuc"),
    )
)
_NUMBER = re.compile(r"\d+(?:[hgp]\d*)?p?")  # "20", "20h00", "6g30"
# What software prints when it fails, among whatever else.
_TRACE = re.compile(
    r"(?:Fatal|Parse) error\b.{0,4000} on line \d|Uncaught \w*(?:Error|Exception)\b"
    r"|Object reference not set to an instance|Server Error in '|System\.\w+(?:\.\w+)*Exception\b"
    r"|SQLSTATE\[|error in your SQL syntax|java\.lang\.\w+(?:Exception|Error)\b|\bORA-\d{5}\b"
    r"|Traceback \(most recent call last\)|Exception Details:",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"[.!?…;\n]+(?:\s|$)|\s[-–—|]\s|:\s")
_NO_WORD = re.compile(r"[^a-z0-9]+")


def notice_kind(text: str) -> str | None:
    """The kind of problem that `text` is a notice of; None unless it is nothing but a notice."""
    kinds = []
    if len(text) > _LONGEST:
        return None
    for words in _sentences(text):
        kind = _kind_of(words)
        if kind is None and not _is_filler(words):
            return None
        kinds.append(kind)
    return next(filter(None, kinds), None)


def heading_kind(text: str) -> str | None:
    """The kind that a page's title or heading names, the site's name beside it left aside."""
    found = (_kind_of(words) for words in _sentences(text[:_LONGEST]))
    return next(filter(None, found), None)


def notice_of(paragraphs: Sequence[str]) -> str | None:
    """The kind that a body names which is nothing but a notice."""
    return notice_kind("\n".join(paragraphs))


def is_filler(text: str) -> bool:
    """Whether a line only goes with notices: "Vui lòng quay lại sau", "Trở về trang chủ"."""
    return len(text) <= _LONGEST and all(map(_is_filler, _sentences(text)))


def is_trace(text: str) -> bool:
    """Whether software that failed printed the line."""
    return bool(_TRACE.search(text))


def _sentences(text: str) -> list[str]:
    """`text` in sentences of bare folded words."""
    parts = (_NO_WORD.sub(" ", part).strip() for part in _SPLIT.split(fold(text)))
    return [part for part in parts if part]


def _kind_of(words: str) -> str | None:
    spoken = sum(not _is_time(word) for word in words.split())
    if spoken > _MOST_WORDS or _foreign(words) > _FOREIGN:
        return None
    kind = next((kind for kind, key in _KEY.items() if key.search(words)), None)
    return None if kind == "maintenance" and _OTHER_WORKS.search(words) else kind


def _is_filler(words: str) -> bool:
    if all(map(_is_time, words.split())):
        return True
    return _foreign(words) <= _FOREIGN and bool(_FILLER.match(words))


def _is_time(word: str) -> bool:
    return word in _TIME or bool(_NUMBER.fullmatch(word))


def _foreign(words: str) -> float:
    """The share of words that notices are not made of."""
    all_words = words.split()
    foreign = sum(not (one in _WORDS or _NUMBER.fullmatch(one)) for one in all_words)
    return foreign / max(1, len(all_words))
