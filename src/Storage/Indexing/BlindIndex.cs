using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Carewright.Storage.Indexing;

/// <summary>What a hashed text is. Mixed into the hash, so that equal texts of different kinds share nothing.</summary>
public enum HashKind : byte
{
    /// <summary><c>Type/id</c>, and the text of any other reference.</summary>
    Reference = 1,

    /// <summary>The code of a token.</summary>
    Code = 2,

    /// <summary>The system of a token.</summary>
    System = 3,

    /// <summary>A string, letter for letter.</summary>
    Exact = 4,

    /// <summary>The first letters of a folded string.</summary>
    Prefix = 5,

    /// <summary>Three letters in a row of a folded string.</summary>
    Trigram = 6,

    /// <summary>A URI.</summary>
    Uri = 7,

    /// <summary>A reference's identifier, <c>system|value</c>.</summary>
    Identifier = 8,

    /// <summary>A year, month or day of birth or death.</summary>
    Date = 9,

    /// <summary>A quantity's unit code.</summary>
    Unit = 10,

    /// <summary>A key of the audit log.</summary>
    Audit = 11,

    /// <summary>A kind or key of the private table.</summary>
    Private = 12,

    /// <summary>An identifier with the code of its type (<c>:of-type</c>).</summary>
    OfType = 13,

    /// <summary>What a page token was made for.</summary>
    Plan = 14,

    /// <summary>What a quantity's unit measures.</summary>
    Quality = 15,
}

/// <summary>
/// Turns values into the keyed 64-bit hashes of the index: HMAC-SHA256 under a key derived from the tenant key, cut to 64 bits.
/// Never 0, so that 0 can stand for "none". Safe to use from many threads; recent hashes are kept in a small bounded cache.
/// </summary>
public sealed class BlindIndex : IDisposable
{
    private const int CacheSize = 1 << 14;
    private const int CachedLength = 128;

    private readonly ThreadLocal<IncrementalHash> _hmac;
    private readonly Cached?[] _cache = new Cached?[CacheSize];
    private readonly long _mixKey;

    /// <summary>A blind index under a key of 32 bytes.</summary>
    public BlindIndex(byte[] key)
    {
        _hmac = new ThreadLocal<IncrementalHash>(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key), trackAllValues: true);
        _mixKey = Compute(HashKind.Plan, "mix", "");
    }

    /// <summary>The hash of a text.</summary>
    public long Hash(HashKind kind, string text) => Hash(kind, text, "");

    /// <summary>The hash of a pair of texts; their border counts.</summary>
    public long Hash(HashKind kind, string first, string second)
    {
        if (first.Length + second.Length > CachedLength)
            return Compute(kind, first, second);
        var slot = (int)((uint)HashCode.Combine(kind, first, second) % CacheSize);
        if (_cache[slot] is { } cached && cached.Kind == kind && cached.First == first && cached.Second == second)
            return cached.Hash;
        var hash = Compute(kind, first, second);
        _cache[slot] = new Cached(kind, first, second, hash);
        return hash;
    }

    /// <summary>The hash of a text that is not worth keeping in the cache.</summary>
    public long Hash(HashKind kind, ReadOnlySpan<char> text) => Compute(kind, text, default);

    /// <summary>The identity hash of a resource; equal to the hash of a reference <c>Type/id</c>.</summary>
    public long Identity(string resourceType, string id) => Hash(HashKind.Reference, $"{resourceType}/{id}");

    /// <summary>The hash of an audit key.</summary>
    public long AuditKey(AuditKey key) => Hash(HashKind.Audit, key.Kind, key.Value);

    /// <summary>
    /// One hash out of several: for pairs and composites. The parts are already keyed hashes that lie side by side in the same row, so the mix needs no cipher of its own;
    /// it is keyed all the same, so that nobody can link pairs to parts by arithmetic alone.
    /// </summary>
    public long Mix(long first, long second)
    {
        var x = (ulong)first ^ (ulong)_mixKey;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) + (ulong)second;
        x = (x ^ (x >> 30)) * 0x94D049BB133111EBUL;
        x ^= x >> 31;
        return x == 0 ? 1 : (long)x;
    }

    /// <summary>The number that stands for a parameter together with a hash: quantities of one unit, tuples of one code.</summary>
    public int Derive(int parameter, long hash) => BuiltInParameter.Derived | (int)(Mix(parameter, hash) & (BuiltInParameter.Derived - 1));

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var hmac in _hmac.Values)
            hmac.Dispose();
        _hmac.Dispose();
    }

    private long Compute(HashKind kind, ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        var most = 5 + Encoding.UTF8.GetMaxByteCount(first.Length) + Encoding.UTF8.GetMaxByteCount(second.Length);
        byte[]? rented = null;
        var buffer = most <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(most);
        buffer[0] = (byte)kind;
        var length = Encoding.UTF8.GetBytes(first, buffer[5..]);
        BinaryPrimitives.WriteInt32LittleEndian(buffer[1..], length);
        length += 5;
        length += Encoding.UTF8.GetBytes(second, buffer[length..]);
        var hmac = _hmac.Value!;
        hmac.AppendData(buffer[..length]);
        Span<byte> digest = stackalloc byte[32];
        hmac.GetHashAndReset(digest);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        var hash = BinaryPrimitives.ReadInt64LittleEndian(digest);
        return hash == 0 ? 1 : hash;
    }

    private sealed record Cached(HashKind Kind, string First, string Second, long Hash);
}
