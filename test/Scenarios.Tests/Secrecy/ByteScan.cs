using System.Buffers.Binary;
using System.Text;

namespace Carewright.Scenarios.Tests.Secrecy;

/// <summary>Looks for texts in bytes in every common encoding: UTF-8, UTF-16 both ways, hexadecimal, base64 at all three alignments; as written, lower case and upper case.</summary>
internal sealed class ByteScan
{
    private const int Key = 6;
    private readonly Dictionary<ulong, List<(byte[] Bytes, string What)>> _patterns = [];
    private readonly bool[] _starts = new bool[1 << 16];

    internal ByteScan(IEnumerable<string> texts)
    {
        foreach (var text in texts.SelectMany(text => new[] { text, text.ToLowerInvariant(), text.ToUpperInvariant() }).Distinct())
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            Add(utf8, $"UTF-8 of {text}");
            Add(Encoding.Unicode.GetBytes(text), $"UTF-16 of {text}");
            Add(Encoding.BigEndianUnicode.GetBytes(text), $"big-endian UTF-16 of {text}");
            Add(Encoding.ASCII.GetBytes(Convert.ToHexString(utf8)), $"HEX of {text}");
            Add(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8)), $"hex of {text}");
            for (var shift = 0; shift < 3; shift++)
                Add(Base64(utf8, shift), $"base64 of {text} at {shift}");
        }
    }

    /// <summary>What is found in the files, at most a few of each; files that a running server keeps writing are read as they are.</summary>
    internal IReadOnlyList<string> Find(IEnumerable<FileInfo> files)
    {
        var found = new List<string>();
        foreach (var file in files)
        {
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            found.AddRange(Find(copy.GetBuffer().AsSpan(0, (int)copy.Length)).Select(what => $"{file.Name}: {what}"));
        }
        return found;
    }

    internal List<string> Find(ReadOnlySpan<byte> bytes)
    {
        var found = new List<string>();
        for (var at = 0; at + 8 <= bytes.Length && found.Count < 5; at++)
        {
            if (!_starts[BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..])] || !_patterns.TryGetValue(KeyAt(bytes[at..]), out var candidates))
                continue;
            foreach (var (pattern, what) in candidates)
            {
                if (bytes[at..].StartsWith(pattern))
                    found.Add(what);
            }
        }
        return found;
    }

    // Without its first and last group, which depend on what stands before and after.
    private static byte[] Base64(byte[] text, int shift)
    {
        var encoded = Convert.ToBase64String([.. new byte[shift], .. text]);
        return Encoding.ASCII.GetBytes(encoded[(shift == 0 ? 0 : 4)..(encoded.Length - 4)]);
    }

    private void Add(byte[] pattern, string what)
    {
        // Shorter ones turn up by chance in megabytes of ciphertext.
        if (pattern.Length < 8)
            return;
        _starts[BinaryPrimitives.ReadUInt16LittleEndian(pattern)] = true;
        var key = KeyAt(pattern);
        (_patterns.TryGetValue(key, out var list) ? list : _patterns[key] = []).Add((pattern, what));
    }

    private static ulong KeyAt(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes) & ((1UL << (8 * Key)) - 1);
}
