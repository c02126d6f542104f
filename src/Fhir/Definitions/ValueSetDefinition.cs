using System.Text.Unicode;

namespace Carewright.Fhir.Definitions;

/// <summary>A value set that can be enumerated from the published definitions. Immutable.</summary>
public sealed class ValueSetDefinition
{
    private readonly Dictionary<string, HashSet<string>> _systems;

    internal ValueSetDefinition(string url, Dictionary<string, HashSet<string>> systems)
    {
        Url = url;
        _systems = systems;
    }

    /// <summary>Canonical URL without version.</summary>
    public string Url { get; }

    /// <summary>The code systems it draws from.</summary>
    public IReadOnlyCollection<string> Systems => _systems.Keys;

    /// <summary>Number of codes.</summary>
    public int Count => _systems.Values.Sum(c => c.Count);

    /// <summary>The codes of one system; empty when the value set draws none from it.</summary>
    public IReadOnlyCollection<string> CodesOf(string system) => _systems.TryGetValue(system, out var codes) ? codes : [];

    /// <summary>True when the value set has the code; with a null system (elements of type <c>code</c>) any system's.</summary>
    public bool Contains(string? system, string code)
    {
        if (system is not null)
            return _systems.TryGetValue(system, out var codes) && codes.Contains(code);
        foreach (var codes in _systems.Values)
        {
            if (codes.Contains(code))
                return true;
        }
        return false;
    }

    /// <summary>As <see cref="Contains(string?, string)"/> without a system, for unescaped UTF-8 bytes and without allocation.</summary>
    public bool Contains(ReadOnlySpan<byte> utf8Code)
    {
        Span<char> text = stackalloc char[128];
        if (utf8Code.Length > text.Length || Utf8.ToUtf16(utf8Code, text, out _, out var length) != System.Buffers.OperationStatus.Done)
            return false;
        foreach (var codes in _systems.Values)
        {
            if (codes.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text[..length]))
                return true;
        }
        return false;
    }
}
