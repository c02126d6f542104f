using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Carewright.Storage;

namespace Carewright.Gateway.Importing;

/// <summary>
/// Ids for lines that come without one: always the same for the same line of the same file with the same content, so that an import that is repeated or resumed doubles nothing, and another one when any of these differs,
/// so that a file that has changed overwrites nobody. Keyed: who knows a line but not the key cannot tell its id.
/// </summary>
internal sealed class ImportIds(IRecordStore store)
{
    private const string Kind = "import-ids";
    private byte[]? _key;

    /// <summary>Makes the key ready; once it is there it stays.</summary>
    internal async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        if (_key is not null)
            return;
        if (store.Private.Get(Kind, "key") is null)
            await store.Private.PutAsync(Kind, "key", RandomNumberGenerator.GetBytes(32), cancellationToken).ConfigureAwait(false);
        _key = store.Private.Get(Kind, "key");
    }

    /// <summary>The id of a line (a UUID of version 8, RFC 9562).</summary>
    internal string Of(ImportItem item)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key ?? throw new InvalidOperationException("The key is not ready."));
        var source = Encoding.UTF8.GetBytes(item.Source!);
        Span<byte> lengths = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(lengths, source.Length);
        BinaryPrimitives.WriteInt32BigEndian(lengths[sizeof(int)..], item.Line);
        hash.AppendData(lengths);
        hash.AppendData(source);
        hash.AppendData(item.Json.Span);
        var bytes = hash.GetHashAndReset().AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
