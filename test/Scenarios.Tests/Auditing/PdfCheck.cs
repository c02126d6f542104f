using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Text;
using System.Text.RegularExpressions;

namespace Carewright.Scenarios.Tests.Auditing;

/// <summary>Checks a PDF's detached signature as a reader does: over the two ranges that it names, which together are all of the file but the signature.</summary>
internal static partial class PdfCheck
{
    internal static bool IsSigned(byte[] file)
    {
        var text = Encoding.Latin1.GetString(file);
        var range = Range().Match(text);
        var numbers = Enumerable.Range(1, 4).Select(group => int.Parse(range.Groups[group].Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal((0, file.Length), (numbers[0], numbers[2] + numbers[3]));
        Assert.Equal(('<', '>'), (text[numbers[1]], text[numbers[2] - 1]));
        var signature = Convert.FromHexString(text[(numbers[1] + 1)..(numbers[2] - 1)]);
        byte[] signed = [.. file.AsSpan(0, numbers[1]), .. file.AsSpan(numbers[2])];
        var cms = new SignedCms(new ContentInfo(signed), detached: true);
        cms.Decode(signature);
        Assert.Contains(cms.SignerInfos[0].SignedAttributes.Cast<CryptographicAttributeObject>(), attribute => attribute.Oid.Value == "1.2.840.113549.1.9.16.2.47");
        try
        {
            cms.CheckSignature(verifySignatureOnly: true);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"/ByteRange \[ (\d+) (\d+) (\d+) (\d+) \]")]
    private static partial Regex Range();
}
