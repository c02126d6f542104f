using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Carewright.Kernel;

namespace Carewright.Security;

/// <summary>
/// Passwords that are known from breaches: a file of the first eight bytes of their SHA-1 hashes, in order, searched by halving. Eight bytes of a thousand million hashes coincide by chance
/// with a good password's once in eighteen thousand million. Opened anew for each look, so that a list that is loaded while the server runs counts at once. Safe to call from many threads.
/// </summary>
/// <param name="file">Where the list is, if there is one.</param>
public sealed class BreachedPasswords(FileInfo file)
{
    /// <summary>The list's name in a data folder.</summary>
    public const string FileName = "breached-passwords.bin";

    internal const int EntryBytes = 8;

    internal static ReadOnlySpan<byte> Mark => "CWPWNED1"u8;

    /// <summary>Refuses a password that is on the list; and, because what cannot be looked up must not pass, every password while the list is there and cannot be read.</summary>
    /// <param name="password">In form C.</param>
    public IReadOnlyList<Issue> Check(string password)
    {
        try
        {
            return Contains(password) ? [AccountRules.Problem("PASSWORD-BREACHED", "This password is known from a breach of some other site. Choose another one.", "password")] : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return [AccountRules.Problem("PASSWORD-LIST", "The list of breached passwords cannot be read; ask whoever runs the server to load it again.", "password")];
        }
    }

    /// <summary>Whether the password is on the list; false when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is not such a list.</exception>
    public bool Contains(string password)
    {
        file.Refresh();
        if (!file.Exists)
            return false;
        using var handle = File.OpenHandle(file.FullName);
        var length = RandomAccess.GetLength(handle);
        Span<byte> entry = stackalloc byte[EntryBytes];
        if (length < EntryBytes || length % EntryBytes != 0 || RandomAccess.Read(handle, entry, 0) != EntryBytes || !entry.SequenceEqual(Mark))
            throw new InvalidDataException("Not a list of breached passwords.");
        var wanted = KeyOf(password);
        var (low, high) = (1L, length / EntryBytes - 1);
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            if (RandomAccess.Read(handle, entry, middle * EntryBytes) != EntryBytes)
                throw new InvalidDataException("The list of breached passwords ends within an entry.");
            var found = BinaryPrimitives.ReadUInt64BigEndian(entry);
            if (found == wanted)
                return true;
            (low, high) = found < wanted ? (middle + 1, high) : (low, middle - 1);
        }
        return false;
    }

    private static ulong KeyOf(string password)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The published lists are of SHA-1; it is a name for a known password here, not a protection of ours.
        SHA1.HashData(Encoding.UTF8.GetBytes(password), hash);
#pragma warning restore CA5350
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}

/// <summary>Makes the list from what "Pwned Passwords" publishes: one line a password, SHA-1 in hexadecimal, a colon, how often it was seen; ordered by hash.</summary>
public static class BreachedPasswordsLoader
{
    private const int HashLetters = 40;

    /// <summary>Reads the published list and puts ours in the place of an older one, whole or not at all.</summary>
    /// <param name="lines">The published list.</param>
    /// <param name="target">Where ours goes.</param>
    /// <param name="progress">Told the number of lines now and then; or null.</param>
    /// <param name="cancellationToken">Breaks it off; the older list stays.</param>
    /// <returns>How many passwords it has.</returns>
    /// <exception cref="InvalidDataException">A line is not of that form, or not in order; its number is in the message.</exception>
    public static long Load(TextReader lines, FileInfo target, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(target);
        var draft = new FileInfo(target.FullName + ".new");
        try
        {
            var count = Write(lines, draft, progress, cancellationToken);
            draft.MoveTo(target.FullName, overwrite: true);
            return count;
        }
        catch
        {
            File.Delete(draft.FullName);
            throw;
        }
    }

    private static long Write(TextReader lines, FileInfo draft, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var stream = new FileStream(draft.FullName, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        stream.Write(BreachedPasswords.Mark);
        var (before, number) = ("", 0L);
        while (lines.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0)
                continue;
            var hash = line.Split(':')[0].Trim().ToUpperInvariant();
            if (hash.Length != HashLetters || !hash.All(char.IsAsciiHexDigit))
                throw new InvalidDataException($"Line {number} is not a SHA-1 hash and a count.");
            if (string.CompareOrdinal(hash, before) <= 0)
                throw new InvalidDataException($"Line {number} is not in order: take the list that is ordered by hash.");
            stream.Write(Convert.FromHexString(hash.AsSpan(0, BreachedPasswords.EntryBytes * 2)));
            before = hash;
            if (number % 100_000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(number);
            }
        }
        stream.Flush(flushToDisk: true);
        return stream.Length / BreachedPasswords.EntryBytes - 1;
    }
}
