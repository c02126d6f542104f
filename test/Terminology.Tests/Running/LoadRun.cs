using Carewright.Storage.Sqlite.Terminology;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Loading;

namespace Carewright.Terminology.Tests.Running;

/// <summary>One load of files into a store of a temporary folder.</summary>
internal sealed class LoadRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal LoadRun() => Store = new SqliteTermStore(new DirectoryInfo(Path.Combine(_folder.Folder.FullName, "terminology")), TimeProvider.System);

    internal SqliteTermStore Store { get; }

    internal LoadLog Log { get; private set; } = new(null, CancellationToken.None);

    /// <summary>Writes a file into the distribution.</summary>
    internal LoadRun With(string name, params string[] lines)
    {
        _folder.Write("files/" + name, string.Join("\r\n", lines) + "\r\n");
        return this;
    }

    /// <summary>Loads what was written; null when it was refused.</summary>
    internal ICodeSystem? Load(string kind, LoadOptions? options = null) => Load(kind, options, Path.Combine(_folder.Folder.FullName, "files"));

    internal ICodeSystem? Load(string kind, LoadOptions? options, params string[] paths)
    {
        Log = new LoadLog(null, CancellationToken.None);
        using var files = Distribution.Open(paths);
        var stored = TermLoader.All.Single(one => one.Kind == kind).Load(files, options ?? new LoadOptions(), Store, Log, null, CancellationToken.None);
        return stored is null ? null : Store.Find(stored.Header.Url, stored.Header.Version);
    }

    internal ICodeSystem Loaded(string kind, LoadOptions? options = null)
    {
        var system = Load(kind, options);
        Assert.True(system is not null, string.Join('\n', Log.Issues.Select(issue => $"{issue.Location} {issue.Message}")));
        return system;
    }

    internal string Refused(string kind, LoadOptions? options = null)
    {
        Assert.Null(Load(kind, options));
        Assert.Empty(Store.List());
        return string.Join('\n', Log.Issues.Select(issue => $"{issue.Code} {Path.GetFileName(issue.Location)} {issue.Message}"));
    }

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }
}

/// <summary>Short ways to look at a system.</summary>
internal static class Look
{
    internal static string Of(ICodeSystem system, string code)
    {
        var concept = system.Concept(Key(system, code));
        return $"{concept.Code}: {concept.Display}{(concept.IsInactive ? " (inactive)" : "")}{(concept.IsAbstract ? " (abstract)" : "")}";
    }

    internal static IEnumerable<string> Texts(ICodeSystem system, string code) => system.Detail(Key(system, code)).Designations.Select(one => one.Value);

    internal static IEnumerable<string> Properties(ICodeSystem system, string code) => system.Detail(Key(system, code)).Properties.Select(one => $"{one.Code}={one.Value}");

    internal static IEnumerable<string> Parents(ICodeSystem system, string code) => system.Hierarchy.Parents(Key(system, code)).ToArray().Select(key => system.Concept(key).Code);

    internal static IEnumerable<string> Below(ICodeSystem system, string code) => system.Hierarchy.Descendants(Key(system, code)).Select(key => system.Concept(key).Code);

    private static int Key(ICodeSystem system, string code)
    {
        var key = system.Find(code);
        Assert.True(key >= 0, $"there is no {code}");
        return key;
    }
}
