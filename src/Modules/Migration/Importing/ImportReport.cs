using Carewright.Gateway;
using Carewright.Kernel;

namespace Carewright.Migration.Importing;

/// <summary>A resource that was not taken, and why.</summary>
/// <param name="Source">File.</param>
/// <param name="Line">1-based line in the file.</param>
/// <param name="Reference"><c>Type/id</c>, as far as it could be read; otherwise null.</param>
/// <param name="Issues">What is wrong.</param>
public sealed record RefusedResource(string Source, int Line, string? Reference, IReadOnlyList<Issue> Issues);

/// <summary>What an import did. Counts are per resource type.</summary>
public sealed class ImportReport
{
    private readonly SortedDictionary<string, Dictionary<WriteEffect, long>> _counts = new(StringComparer.Ordinal);
    private readonly List<RefusedResource> _refused = [];
    private readonly Lock _lock = new();

    /// <summary>Refusals kept in full; more are only counted.</summary>
    public const int RefusalsKept = 10_000;

    /// <summary>Resources taken by type and effect.</summary>
    public IReadOnlyDictionary<string, Dictionary<WriteEffect, long>> Accepted => _counts;

    /// <summary>Those that were not, the first <see cref="RefusalsKept"/> of them.</summary>
    public IReadOnlyList<RefusedResource> Refused => _refused;

    /// <summary>How many were not taken.</summary>
    public long RefusedCount { get; private set; }

    /// <summary>How many were taken: created, updated, or there already.</summary>
    public long AcceptedCount { get; private set; }

    /// <summary>Files read to their end.</summary>
    public long Files { get; internal set; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; internal set; }

    /// <summary>All resources with this effect.</summary>
    public long Count(WriteEffect effect) => _counts.Values.Sum(effects => effects.GetValueOrDefault(effect));

    internal void Accept(string type, WriteEffect effect)
    {
        lock (_lock)
        {
            if (!_counts.TryGetValue(type, out var effects))
                _counts[type] = effects = [];
            effects[effect] = effects.GetValueOrDefault(effect) + 1;
            AcceptedCount++;
        }
    }

    internal void Refuse(RefusedResource refused)
    {
        lock (_lock)
        {
            RefusedCount++;
            if (_refused.Count < RefusalsKept)
                _refused.Add(refused);
        }
    }
}

/// <summary>How far an import is.</summary>
/// <param name="Source">File being read.</param>
/// <param name="Done">Resources answered so far.</param>
/// <param name="PerSecond">Resources a second since the start.</param>
public readonly record struct ImportProgress(string Source, long Done, double PerSecond);
