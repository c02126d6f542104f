using System.Collections.Concurrent;

namespace Carewright.Storage.Indexing;

/// <summary>A number and what it stands for, as it lies in the store.</summary>
public readonly record struct StoredParameter(int Number, string Name);

/// <summary>
/// The numbers of resource types (<c>Patient</c>), search parameters (<c>Patient.name</c>), pairs (<c>Observation.patient+date</c>) and audit keys (<c>audit.user</c>).
/// Given on first use and saved by the commit that first writes them; never reused. Safe to use from many threads.
/// </summary>
public sealed class ParameterRegistry
{
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, string> _names = new();
    private readonly Lock _gate = new();
    private readonly List<StoredParameter> _unsaved = [];
    private int _next = BuiltInParameter.FirstDynamic;
    private volatile bool _hasUnsaved;

    /// <summary>A registry of the stored numbers.</summary>
    public ParameterRegistry(IEnumerable<StoredParameter> stored)
    {
        foreach (var (number, name) in stored)
        {
            _numbers[name] = number;
            _names[number] = name;
            _next = Math.Max(_next, number + 1);
        }
    }

    /// <summary>Whether numbers have been given that are not saved yet.</summary>
    public bool HasUnsaved => _hasUnsaved;

    /// <summary>The number of a name.</summary>
    public int Number(string name)
    {
        if (_numbers.TryGetValue(name, out var number))
            return number;
        lock (_gate)
        {
            if (_numbers.TryGetValue(name, out number))
                return number;
            number = _next++;
            _unsaved.Add(new StoredParameter(number, name));
            _hasUnsaved = true;
            _names[number] = name;
            _numbers[name] = number;
            return number;
        }
    }

    /// <summary>The name of a number.</summary>
    public string Name(int number) => _names.TryGetValue(number, out var name) ? name : throw new KeyNotFoundException($"Parameter number {number} is not known to this store.");

    /// <summary>What is to be saved with the next commit.</summary>
    public IReadOnlyList<StoredParameter> Unsaved()
    {
        lock (_gate)
            return [.. _unsaved];
    }

    /// <summary>Tells that these are committed.</summary>
    public void Saved(IReadOnlyList<StoredParameter> saved)
    {
        lock (_gate)
        {
            _unsaved.RemoveAll(saved.Contains);
            _hasUnsaved = _unsaved.Count > 0;
        }
    }
}
