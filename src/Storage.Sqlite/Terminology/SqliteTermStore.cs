using System.Security.Cryptography;
using System.Text;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Storing;

namespace Carewright.Storage.Sqlite.Terminology;

/// <summary>
/// Code systems as files in a folder, one per version (ADR 0007). Every process that has the store open sees within a second what another has loaded or removed. Safe from many threads.
/// </summary>
public sealed class SqliteTermStore : ITermStore
{
    private const long LookEvery = 1_000;
    private readonly DirectoryInfo _folder;
    private readonly TimeProvider _clock;
    private readonly Lock _looking = new();
    private volatile Contents _contents = new([], [], "", 0);
    private long _nextLook = long.MinValue;

    /// <summary>The store of a folder, which is made when something is loaded.</summary>
    /// <param name="folder">The folder; <c>terminology</c> in the data folder.</param>
    /// <param name="clock">Time of loading.</param>
    public SqliteTermStore(DirectoryInfo folder, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(folder);
        (_folder, _clock) = (folder, clock);
    }

    /// <inheritdoc/>
    public long Generation => Look().Generation;

    /// <summary>Files that cannot be used, each with the reason; empty when all can.</summary>
    public IReadOnlyList<string> Faults => Look().Faults;

    /// <inheritdoc/>
    public IReadOnlyList<StoredSystem> List() => [.. Look().Systems.Select(one => one.System.Stored)];

    /// <inheritdoc/>
    public ICodeSystem? Find(string url, string? version)
    {
        foreach (var (_, system) in Look().Systems)
        {
            if (system.Header.Url == url && (version is null || system.Header.Version == version || system.Header.Version!.StartsWith(version + "/version/", StringComparison.Ordinal)))
                return system;
        }
        return null;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The header has no version.</exception>
    /// <exception cref="IOException">Another load is under way.</exception>
    public ITermLoad BeginLoad(CodeSystemHeader header, string source)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (header.Version is not { Length: > 0 })
            throw new ArgumentException("A code system is loaded as a version.", nameof(header));
        _folder.Create();
        var theLock = TakeLock();
        // Nobody loads while the lock is held: what lies there broke off.
        foreach (var abandoned in _folder.EnumerateFiles("*" + TermSchema.Extension + ".part*"))
            abandoned.Delete();
        return new SqliteTermLoad(header, source, Path.Combine(_folder.FullName, FileName(header)), theLock, _clock, Refresh);
    }

    /// <inheritdoc/>
    public bool Remove(string url, string version)
    {
        if (Look().Systems.FirstOrDefault(one => one.System.Header.Url == url && one.System.Header.Version == version) is not { System: { } system, File: { } file })
            return false;
        system.Dispose();
        File.Delete(file.FullName);
        Refresh();
        return true;
    }

    /// <summary>Looks at the folder with the next question, whenever it was looked at last.</summary>
    public void Refresh() => Interlocked.Exchange(ref _nextLook, long.MinValue);

    /// <summary>Closes every file.</summary>
    public void Dispose()
    {
        foreach (var (_, system) in _contents.Systems)
            system.Dispose();
    }

    private FileStream TakeLock()
    {
        try
        {
            return new FileStream(Path.Combine(_folder.FullName, "load.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException busy)
        {
            throw new IOException("Another load is under way in this data folder.", busy);
        }
    }

    // Looked at once a second: a listing of a few names costs less than telling every process.
    private Contents Look()
    {
        if (Environment.TickCount64 < Interlocked.Read(ref _nextLook))
            return _contents;
        lock (_looking)
        {
            if (Environment.TickCount64 < _nextLook)
                return _contents;
            _folder.Refresh();
            FileInfo[] files = _folder.Exists ? [.. _folder.EnumerateFiles("*" + TermSchema.Extension).OrderBy(file => file.Name, StringComparer.Ordinal)] : [];
            var signature = string.Join('\n', files.Select(file => $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}"));
            if (signature != _contents.Signature)
                _contents = Open(files, signature);
            Interlocked.Exchange(ref _nextLook, Environment.TickCount64 + LookEvery);
            return _contents;
        }
    }

    private Contents Open(FileInfo[] files, string signature)
    {
        var known = _contents.Systems.ToDictionary(one => Mark(one.File), StringComparer.Ordinal);
        var systems = new List<(FileInfo File, SqliteCodeSystem System)>();
        var faults = new List<string>();
        foreach (var file in files)
        {
            if (known.Remove(Mark(file), out var same))
                systems.Add(same);
            else if (TryOpen(file, faults) is { } system)
                systems.Add((file, system));
        }
        foreach (var (_, gone) in known.Values)
            gone.Dispose();
        var ordered = systems.OrderBy(one => one.System.Header.Url, StringComparer.Ordinal).ThenByDescending(one => one.System.Header.Version, VersionOrder.Instance);
        return new Contents([.. ordered], faults, signature, _contents.Generation + 1);
    }

    // One file that cannot be used takes nothing away from the others.
    private static SqliteCodeSystem? TryOpen(FileInfo file, List<string> faults)
    {
        try
        {
            return new SqliteCodeSystem(file);
        }
        catch (Exception unusable) when (unusable is StoreFormatException or IOException or System.Text.Json.JsonException or FormatException or KeyNotFoundException)
        {
            faults.Add(unusable is StoreFormatException ? unusable.Message : $"'{file.Name}' is damaged; load the code system again. ({unusable.Message})");
            return null;
        }
    }

    private static string Mark(FileInfo file) => $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}";

    // Readable, and unique by the hash.
    private static string FileName(CodeSystemHeader header)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(header.Canonical)).AsSpan(0, 4));
        var name = new string([.. $"{header.Name}-{header.Version}".ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '-').Take(60)]);
        return $"{name}-{hash}{TermSchema.Extension}";
    }

    private sealed record Contents(IReadOnlyList<(FileInfo File, SqliteCodeSystem System)> Systems, IReadOnlyList<string> Faults, string Signature, long Generation);
}
