"""Signatures inside alerts: who vouches for the bytes. A key is never believed because it came along with them.

XML Signature (W3C, second edition, 2008), enveloped; written with ECDSA on P-256, SHA-256 and exclusive canonical XML; read
with these, inclusive canonical XML and RSA keys as well. One reference to the whole alert is asked for, so that nothing in
the alert stands outside the signature (CAP 1.2, clause 3.3.4.1).
"""

from __future__ import annotations

import base64
import binascii
import copy
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from lxml import etree

from pilin.engine.cap.parsing import parse
from pilin.engine.cap.schema import DSIG
from pilin.engine.cap.tree import local

ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
ENVELOPED = f"{DSIG}enveloped-signature"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
CANONICAL: dict[str, tuple[bool, bool]] = {
    EXCLUSIVE: (True, False),
    f"{EXCLUSIVE}WithComments": (True, True),
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315": (False, False),
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments": (False, True),
}
"""How a tree becomes bytes: exclusive or not, with comments or not."""

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


class KeyFormatError(Exception):
    """The text is no key that alerts are signed with."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What is to be said of the signatures of an alert.

    ``state`` is ``valid``, ``broken``, ``unknown`` (it cannot be told: ``reason`` says why) or ``unsigned``. ``key`` is the name
    of the known key that holds. Reasons: ``content`` (the alert is not what was signed), ``signature`` (the key did not make
    it), ``form`` (it does not cover the whole alert), ``key`` (made with a key not known here), ``method`` (a way not known here).
    """

    state: str
    reason: str = ""
    key: str = ""


def new_key() -> bytes:
    """Return a new private key on P-256 as PEM (PKCS 8, not encrypted)."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_of(pem: bytes) -> bytes:
    """Return the public half of a private key, or of a certificate's key, as PEM."""
    return _public(pem).public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def key_id(pem: bytes) -> str:
    """Return the name of a key: the first 16 hexadecimal digits of the SHA-256 of its public half."""
    raw = _public(pem).public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(raw).hexdigest()[:16]


def sign(content: bytes, key: bytes) -> bytes:
    """Return an alert with a signature enveloped in it.

    Parameters
    ----------
    content : bytes
        A document whose root is an alert, as :func:`write` makes it.
    key : bytes
        A private key on P-256 as PEM.

    Raises
    ------
    KeyFormatError
        When the key is none on P-256.
    BadCap
        When the document is no XML.
    ValueError
        When its root is no alert.
    """
    private = _private(key)
    root = parse(content)
    if local(root) != "alert":
        raise ValueError("only an alert is signed")
    digest = base64.b64encode(hashlib.sha256(_whole(root, [], EXCLUSIVE)).digest()).decode()
    signature = etree.SubElement(root, f"{{{DSIG}}}Signature", nsmap={None: DSIG})
    info = _under(signature, "SignedInfo")
    _under(info, "CanonicalizationMethod", Algorithm=EXCLUSIVE)
    _under(info, "SignatureMethod", Algorithm=ECDSA_SHA256)
    reference = _under(info, "Reference", URI="")
    transforms = _under(reference, "Transforms")
    _under(transforms, "Transform", Algorithm=ENVELOPED)
    _under(transforms, "Transform", Algorithm=EXCLUSIVE)
    _under(reference, "DigestMethod", Algorithm=SHA256)
    _under(reference, "DigestValue").text = digest
    r, s = decode_dss_signature(private.sign(_canonical(info, EXCLUSIVE), ec.ECDSA(hashes.SHA256())))
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    _under(signature, "SignatureValue").text = base64.b64encode(raw).decode()
    _under(_under(signature, "KeyInfo"), "KeyName").text = key_id(key)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"
    return made


def verify(content: bytes, keys: Mapping[str, bytes]) -> Signed:
    """Say whether the signatures in an alert hold.

    Parameters
    ----------
    content : bytes
        A document whose root is the alert, in the bytes it came in.
    keys : mapping
        The public keys (or certificates) known here, as PEM, by the names that a person gave them.

    Returns
    -------
    Signed
        ``broken`` as soon as one signature is broken; ``valid`` when one holds under a known key and none is broken.

    Raises
    ------
    KeyFormatError
        When one of ``keys`` is no key.
    BadCap
        When the document is no XML.
    """
    root = parse(content)
    known = {name: _public(pem) for name, pem in keys.items()}
    found = [_verify(root, signature, known) for signature in root.iterchildren(f"{{{DSIG}}}Signature")]
    if not found:
        # A signature that stands deeper, or around the alert, covers something else.
        inside = next(root.iter(f"{{{DSIG}}}Signature"), None)
        return Signed("unsigned") if inside is None else Signed("unknown", "form")
    for state in ("broken", "valid"):
        for signed in found:
            if signed.state == state:
                return signed
    return found[0]


def _verify(root: etree._Element, signature: etree._Element, known: Mapping[str, PublicKey]) -> Signed:
    info = signature.find(f"{{{DSIG}}}SignedInfo")
    if info is None:
        return Signed("broken", "form")
    references = info.findall(f"{{{DSIG}}}Reference")
    if len(references) != 1 or references[0].get("URI", "") != "":
        return Signed("unknown", "form")
    methods = [each.get("Algorithm", "") for each in references[0].iter(f"{{{DSIG}}}Transform")]
    if methods.count(ENVELOPED) != 1:
        return Signed("unknown", "form")
    forms = [method for method in methods if method != ENVELOPED]
    parameters = any(len(each) for each in signature.iter(f"{{{DSIG}}}Transform", f"{{{DSIG}}}CanonicalizationMethod"))
    canonical = _algorithm(info, "CanonicalizationMethod")
    if parameters or len(forms) > 1 or any(form not in CANONICAL for form in (*forms, canonical)):
        return Signed("unknown", "method")
    if _algorithm(references[0], "DigestMethod") != SHA256:
        return Signed("unknown", "method")  # SHA-1 among them: it no longer proves anything
    # Without a named form the standard asks for inclusive canonical XML.
    form = forms[0] if forms else "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
    said = _decoded(references[0].findtext(f"{{{DSIG}}}DigestValue"))
    if said is None:
        return Signed("broken", "form")
    # Each of several signatures may have been made before the others were put in: those are no part of the message.
    beside = list(root.iterchildren(f"{{{DSIG}}}Signature"))
    if all(hashlib.sha256(_whole(root, gone, form)).digest() != said for gone in ([signature], beside)):
        return Signed("broken", "content")
    value = _decoded(signature.findtext(f"{{{DSIG}}}SignatureValue"))
    if value is None:
        return Signed("broken", "form")
    return _by_keys(signature, _algorithm(info, "SignatureMethod"), value, _canonical(info, canonical), known)


def _by_keys(
    signature: etree._Element, method: str, value: bytes, message: bytes, known: Mapping[str, PublicKey]
) -> Signed:
    check = _CHECKS.get(method)
    if check is None:
        return Signed("unknown", "method")
    for name, key in known.items():
        if check(key, value, message):
            return Signed("valid", key=name)
    # It says which key made it: where that one is known and did not, the signature is broken, not merely unknown.
    named = (signature.findtext(f"{{{DSIG}}}KeyInfo/{{{DSIG}}}KeyName") or "").strip()
    own = {_id_of(key) for key in known.values()} | set(known)
    return Signed("broken", "signature") if named and named in own else Signed("unknown", "key")


def _by_ecdsa(key: PublicKey, value: bytes, message: bytes) -> bool:
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1) or len(value) != 64:
        return False
    pair = encode_dss_signature(int.from_bytes(value[:32], "big"), int.from_bytes(value[32:], "big"))
    try:
        key.verify(pair, message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _by_rsa(key: PublicKey, value: bytes, message: bytes) -> bool:
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    try:
        key.verify(value, message, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


_CHECKS: dict[str, Callable[[PublicKey, bytes, bytes], bool]] = {ECDSA_SHA256: _by_ecdsa, RSA_SHA256: _by_rsa}


def _whole(root: etree._Element, gone: list[etree._Element], form: str) -> bytes:
    """Return the bytes of the whole document without these signatures, whose tails stay, as the transform asks.

    A reference with an empty URI never takes comments along (XML Signature, clause 4.4.3.3), whatever the form says.
    """
    tree = copy.deepcopy(root.getroottree())
    twin = tree.getroot()
    for other in [twin[root.index(signature)] for signature in gone]:
        before = other.getprevious()
        if before is None:
            twin.text = (twin.text or "") + (other.tail or "")
        else:
            before.tail = (before.tail or "") + (other.tail or "")
        twin.remove(other)
    made: bytes = etree.tostring(tree, method="c14n", exclusive=CANONICAL[form][0], with_comments=False)
    return made


def _canonical(element: etree._Element, form: str) -> bytes:
    """Return the bytes of an element where it stands: inclusive XML takes along the namespaces in force around it."""
    exclusive, comments = CANONICAL[form]
    alone = etree.Element(element.tag, dict(element.attrib), nsmap=element.nsmap)
    alone.text = element.text
    alone.extend(copy.deepcopy(child) for child in element)
    made: bytes = etree.tostring(alone, method="c14n", exclusive=exclusive, with_comments=comments, with_tail=False)
    return made


def _algorithm(element: etree._Element, name: str) -> str:
    found = element.find(f"{{{DSIG}}}{name}")
    return "" if found is None else found.get("Algorithm", "")


def _under(element: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(element, f"{{{DSIG}}}{name}", attributes)


def _decoded(text: str | None) -> bytes | None:
    try:
        return base64.b64decode("".join((text or "").split()), validate=True) or None
    except (binascii.Error, ValueError):
        return None


def _id_of(key: PublicKey) -> str:
    raw = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(raw).hexdigest()[:16]


def _private(pem: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(pem, None)
    except (ValueError, TypeError):
        raise KeyFormatError("this is no private key") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyFormatError("alerts are signed with keys on P-256")
    return key


def _public(pem: bytes) -> PublicKey:
    from cryptography import x509  # slow import: only where keys are looked at

    key: object = None
    for load in (
        serialization.load_pem_public_key,
        lambda text: x509.load_pem_x509_certificate(text).public_key(),
        lambda text: serialization.load_pem_private_key(text, None).public_key(),
    ):
        try:
            key = load(pem)
            break
        except (ValueError, TypeError):
            continue
    if not isinstance(key, (ec.EllipticCurvePublicKey, rsa.RSAPublicKey)):
        raise KeyFormatError("this is no key that alerts are signed with")
    return key
