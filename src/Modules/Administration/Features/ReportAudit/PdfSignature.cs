using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Carewright.Administration.Features;

/// <summary>
/// Signs a PDF as PAdES baseline B-B (ETSI EN 319 142-1): a detached CMS signature over all bytes of the file but the signature's own, with the signing certificate among the signed attributes
/// (RFC 5035). Whoever changes a byte breaks it.
/// </summary>
internal static class PdfSignature
{
    private const int Room = 8192;
    private const string RangePlaceholder = "/ByteRange [ 0 0000000000 0000000000 0000000000 ]";
    private const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";

    /// <summary>The signature dictionary with room for range and signature.</summary>
    public static string Dictionary(string signer, string at) =>
        $"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Name {signer} /M {at} {RangePlaceholder} /Contents <{new string('0', 2 * Room)}> >>";

    /// <summary>Fills the room in a file with a signature over the rest of it.</summary>
    public static byte[] Sign(byte[] file, X509Certificate2 certificate)
    {
        var (open, close) = Hole(file);
        var range = string.Create(CultureInfo.InvariantCulture, $"/ByteRange [ 0 {open:D10} {close:D10} {file.Length - close:D10} ]");
        Encoding.ASCII.GetBytes(range).CopyTo(file, file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(RangePlaceholder)));
        byte[] signed = [.. file.AsSpan(0, open), .. file.AsSpan(close)];
        var signature = Convert.ToHexStringLower(Cms(signed, certificate));
        Encoding.ASCII.GetBytes(signature).CopyTo(file, open + 1);
        return file;
    }

    // From the opening bracket of the contents to behind the closing one.
    private static (int Open, int Close) Hole(byte[] file)
    {
        var open = file.AsSpan().IndexOf("/Contents <0"u8) + "/Contents ".Length;
        return (open, open + (2 * Room) + 2);
    }

    private static byte[] Cms(byte[] content, X509Certificate2 certificate)
    {
        var cms = new SignedCms(new ContentInfo(content), detached: true);
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate) { DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.2"), IncludeOption = X509IncludeOption.EndCertOnly };
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid(SigningCertificateV2), CertificateAttribute(certificate)));
        cms.ComputeSignature(signer);
        return cms.Encode();
    }

    // SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2 }; the hash is SHA-256, which is the default and therefore not written.
    private static byte[] CertificateAttribute(X509Certificate2 certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
            writer.WriteOctetString(certificate.GetCertHash(HashAlgorithmName.SHA256));
        return writer.Encode();
    }
}
