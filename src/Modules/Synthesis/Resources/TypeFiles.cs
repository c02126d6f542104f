using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Resources;

/// <summary>One open NDJSON file for each resource type.</summary>
internal sealed class TypeFiles : IAsyncDisposable
{
    private readonly FileStream[] _files;
    private readonly long[] _counts = new long[ResourceKinds.Names.Length];

    public TypeFiles(DirectoryInfo folder)
    {
        _files = [.. ResourceKinds.Names.Select(name => Create(folder, name))];
    }

    public long Resources => _counts.Sum();

    public long Bytes { get; private set; }

    public async Task AppendAsync(Batch batch, CancellationToken ct)
    {
        for (var i = 0; i < _files.Length; i++)
        {
            var lines = batch.Lines((ResourceKind)i);
            if (lines.Length == 0) continue;
            await _files[i].WriteAsync(lines, ct);
            _counts[i] += batch.Count((ResourceKind)i);
            Bytes += lines.Length;
        }
    }

    public IReadOnlyDictionary<string, long> Counts()
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0) counts.Add(ResourceKinds.Names[i], _counts[i]);
        }

        return counts;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files) await file.DisposeAsync();
    }

    private static FileStream Create(DirectoryInfo folder, string name) =>
        new(Path.Combine(folder.FullName, name + ".ndjson"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
}
