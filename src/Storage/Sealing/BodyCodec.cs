using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Carewright.Storage.Sealing;

/// <summary>
/// Compresses bodies before they are sealed: Zstandard (RFC 8878) against a dictionary of what FHIR resources have in common, since a resource of a kilobyte has little in common with itself.
/// Each store keeps the dictionaries it was written with, by number; the newest serves what is written from now on. Safe to use from many threads: contexts are not, so each use takes one out.
/// </summary>
public sealed class BodyCodec : IDisposable
{
    /// <summary>The number of bodies that are stored as they are.</summary>
    public const byte Plain = 0;

    // What a level more saves in bytes, the next costs in time: see docs/architecture/store.md.
    private const int Level = 3;
    private const int WorthCompressing = 48;
    private const int Slots = 4;
    private readonly IReadOnlyList<byte[]> _dictionaries;
    private readonly Compressor?[] _compressors = new Compressor?[Slots];
    private readonly Decompressor?[][] _decompressors;

    /// <summary>A codec over the dictionaries of a store, the first with number 1; at most 255.</summary>
    public BodyCodec(IReadOnlyList<byte[]> dictionaries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dictionaries.Count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dictionaries.Count, byte.MaxValue);
        _dictionaries = dictionaries;
        _decompressors = [.. dictionaries.Select(_ => new Decompressor?[Slots])];
    }

    /// <summary>The dictionary that this program gives to a store.</summary>
    public static byte[] ShippedDictionary()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("bodies.dictionary")!;
        var dictionary = new byte[stream.Length];
        stream.ReadExactly(dictionary);
        return dictionary;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var compressor in _compressors)
            compressor?.Dispose();
        foreach (var decompressor in _decompressors.SelectMany(slots => slots))
            decompressor?.Dispose();
    }

    /// <summary>Writes the body, compressed if that is smaller, and returns the number of the dictionary (<see cref="Plain"/>: none) and the length. The target has room for the body.</summary>
    internal byte Encode(ReadOnlySpan<byte> body, Span<byte> target, out int length)
    {
        if (body.Length >= WorthCompressing && TryCompress(body, target[..(body.Length - 1)], out length))
            return (byte)_dictionaries.Count;
        body.CopyTo(target);
        length = body.Length;
        return Plain;
    }

    /// <summary>Fills <paramref name="body"/>, which has the exact length, from what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="SealBrokenException">It does not decompress to that length, or no such dictionary is there.</exception>
    internal void Decode(byte dictionary, ReadOnlySpan<byte> content, Span<byte> body)
    {
        if (dictionary == Plain && content.Length == body.Length)
            content.CopyTo(body);
        else if (dictionary == Plain || dictionary > _dictionaries.Count || !TryDecompress(dictionary, content, body))
            throw new SealBrokenException("A sealed body does not decompress.");
    }

    private bool TryCompress(ReadOnlySpan<byte> body, Span<byte> target, out int length)
    {
        var compressor = Interlocked.Exchange(ref _compressors[Slot], null) ?? NewCompressor();
        try
        {
            return compressor.TryWrap(body, target, out length);
        }
        finally
        {
            Interlocked.Exchange(ref _compressors[Slot], compressor)?.Dispose();
        }
    }

    private bool TryDecompress(byte dictionary, ReadOnlySpan<byte> content, Span<byte> body)
    {
        var slots = _decompressors[dictionary - 1];
        var decompressor = Interlocked.Exchange(ref slots[Slot], null) ?? NewDecompressor(_dictionaries[dictionary - 1]);
        try
        {
            return decompressor.TryUnwrap(content, body, out var written) && written == body.Length;
        }
        catch (ZstdException)
        {
            return false;
        }
        finally
        {
            Interlocked.Exchange(ref slots[Slot], decompressor)?.Dispose();
        }
    }

    private static int Slot => Environment.CurrentManagedThreadId % Slots;

    // The seal holds the length and the number of the dictionary, and authenticates: the frame need not say them again.
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "Kept in a slot, disposed with the codec.")]
    private Compressor NewCompressor()
    {
        var compressor = new Compressor(Level);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_contentSizeFlag, 0);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 0);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_dictIDFlag, 0);
        compressor.LoadDictionary(_dictionaries[^1]);
        return compressor;
    }

    private static Decompressor NewDecompressor(byte[] dictionary)
    {
        var decompressor = new Decompressor();
        decompressor.LoadDictionary(dictionary);
        return decompressor;
    }
}
