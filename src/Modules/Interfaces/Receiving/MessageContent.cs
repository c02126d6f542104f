using System.Security.Cryptography;
using Carewright.Hl7v2;

namespace Carewright.Interfaces.Receiving;

/// <summary>By what a message is told from another with the same control id.</summary>
internal static class MessageContent
{
    /// <summary>A digest of what it says. Without the header: its time may be that of the sending, so that the same message sent again has another.</summary>
    internal static byte[] DigestOf(Hl7Message message)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var segment in message.Segments().Skip(1))
        {
            digest.AppendData(segment.Raw);
            digest.AppendData("\r"u8);
        }
        return digest.GetHashAndReset();
    }
}
