"""How Vietnamese was written before Unicode: one table for each way, by hand.

TCVN3, also "ABC": one byte a letter, as in the fonts whose names begin with ".Vn" and in TCVN
5712:1993 (VN3); capitals with tones exist only in fonts whose names end in "H", which show small
letters as capitals. VNI: a letter and a byte for its marks, as in the fonts named "VNI-…". Sources,
and what the tests compare with: glibc's TCVN5712-1 for the letters that fonts have, recode 3.6's
VNI except for two capitals that it confuses. Pages hold these bytes as characters of Latin-1.
"""

_TCVN3 = (
    "Ă¡Â¢Ê£Ô¤Ơ¥Ư¦Đ§ă¨â©êªô«ơ¬ư\u00adđ®"
    "àµả¶ã·á¸ạ¹ằ»ẳ¼ẵ½ắ¾ặÆầÇẩÈẫÉấÊậËèÌẻÎẽÏéÐẹÑềÒểÓễÔếÕệÖì×ỉØĩÜíÝịÞòßỏáõâóãọäồåổæỗçốèộé"
    "ờêởëỡìớíợîùïủñũòúóụôừõửöữ÷ứøựùỳúỷûỹüýýỵþ"
)
# The same, the other way round: what each Latin-1 character stands for.
TCVN3 = dict(zip(_TCVN3[1::2], _TCVN3[::2], strict=True))

_VNI = (
    "àaø áaù ảaû ãaõ ạaï ăaê ằaè ắaé ẳaú ẵaü ặaë âaâ ầaà ấaá ẩaå ẫaã ậaä "
    "èeø éeù ẻeû ẽeõ ẹeï êeâ ềeà ếeá ểeå ễeã ệeä ìì íí ỉæ ĩó ịò "
    "òoø óoù ỏoû õoõ ọoï ôoâ ồoà ốoá ổoå ỗoã ộoä ơô ờôø ớôù ởôû ỡôõ ợôï "
    "ùuø úuù ủuû ũuõ ụuï ưö ừöø ứöù ửöû ữöõ ựöï ỳyø ýyù ỷyû ỹyõ ỵî đñ"
)
_SMALL = {entry[1:]: entry[0] for entry in _VNI.split()}
# Editors also mixed the cases of a letter and its marks ("AÙ", "Aù"); the letter's own counts.
VNI = _SMALL | {
    written[0].upper() + tail: letter.upper()
    for written, letter in _SMALL.items()
    for tail in {written[1:], written[1:].upper()}
}

# UTF-8 read as windows-1252 (where that has no character, Latin-1) and written again as UTF-8.
_HIGH = bytes(range(0x80, 0x100))
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"
_MISREAD = "".join(
    bytes([byte]).decode("latin-1" if byte in _UNDEFINED else "cp1252") for byte in _HIGH
)
BYTE_OF = dict(zip(_MISREAD, _HIGH, strict=True))
CONTINUED = _MISREAD[:0x40]  # what the second and later bytes of a letter were read as
