using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.Storing;

/// <summary>
/// Keeps large code systems, several versions of each side by side. Reference data that anybody with the licence may read: it is not sealed (ADR 0007). Safe from many threads.
/// </summary>
public interface ITermStore : IDisposable
{
    /// <summary>Grows when what is kept changes; answers made from it are then stale.</summary>
    long Generation { get; }

    /// <summary>What is kept, by url and then version, newest first.</summary>
    IReadOnlyList<StoredSystem> List();

    /// <summary>A system for reading; null when that version, or without one any, is not kept. Without a version the newest, by <see cref="VersionOrder"/>.</summary>
    ICodeSystem? Find(string url, string? version);

    /// <summary>Begins to load a version. Nobody sees it before <see cref="ITermLoad.Complete"/>; a version of the same name is then replaced.</summary>
    /// <param name="header">What the system says of itself; it needs a version.</param>
    /// <param name="source">Where it comes from, for people: the kind of distribution.</param>
    ITermLoad BeginLoad(CodeSystemHeader header, string source);

    /// <summary>Removes a version; false when it is not kept.</summary>
    bool Remove(string url, string version);
}

/// <summary>One kept version of a code system.</summary>
/// <param name="Header">What it says of itself.</param>
/// <param name="Concepts">How many concepts.</param>
/// <param name="Terms">How many texts.</param>
/// <param name="Bytes">Size on disk.</param>
/// <param name="Loaded">When it was loaded, UTC.</param>
/// <param name="Source">The kind of distribution.</param>
public sealed record StoredSystem(CodeSystemHeader Header, int Concepts, int Terms, long Bytes, DateTimeOffset Loaded, string Source);

/// <summary>How far a load is.</summary>
/// <param name="Step">What is being done, in a word or two.</param>
/// <param name="Done">Done so far.</param>
/// <param name="Total">Of how many; 0 when that is not known.</param>
public readonly record struct TermProgress(string Step, long Done, long Total);

/// <summary>
/// A code system on its way in. Concepts get their numbers in the order in which they are added; everything else may come in any order. For one thread. Disposed without
/// <see cref="Complete"/>, it leaves nothing behind.
/// </summary>
public interface ITermLoad : IDisposable
{
    /// <summary>How many concepts were added.</summary>
    int Count { get; }

    /// <summary>Adds a concept and gives its number; of a code that is there already the number it has, unchanged otherwise.</summary>
    int Add(string code, string? display, ConceptTraits flags = ConceptTraits.None, string? definition = null);

    /// <summary>The number of a code, or -1.</summary>
    int Find(string code);

    /// <summary>Gives a concept its display, in place of the one it has.</summary>
    void SetDisplay(int key, string display);

    /// <summary>Adds a text.</summary>
    void AddDesignation(int key, Designation designation);

    /// <summary>Adds a property value.</summary>
    void AddProperty(int key, ConceptProperty property);

    /// <summary>Puts a concept below another.</summary>
    void AddParent(int key, int parent);

    /// <summary>Makes the indexes and puts the version in place.</summary>
    StoredSystem Complete(IProgress<TermProgress>? progress, CancellationToken cancellationToken);
}

/// <summary>Orders versions as people read them: <c>2024</c> before <c>2025</c>, <c>2.9</c> before <c>2.10</c>; null is lowest.</summary>
public sealed class VersionOrder : IComparer<string?>
{
    private VersionOrder()
    {
    }

    /// <summary>The order.</summary>
    public static VersionOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        var (i, j) = (0, 0);
        while (i < x.Length && j < y.Length)
        {
            var left = Run(x, ref i);
            var right = Run(y, ref j);
            var areNumbers = char.IsAsciiDigit(left[0]) && char.IsAsciiDigit(right[0]);
            var order = areNumbers ? CompareNumbers(left, right) : left.CompareTo(right, StringComparison.Ordinal);
            if (order != 0)
                return order;
        }
        return (x.Length - i) - (y.Length - j);
    }

    // Digits together, anything else together.
    private static ReadOnlySpan<char> Run(string text, ref int at)
    {
        var start = at;
        var isDigit = char.IsAsciiDigit(text[at]);
        while (at < text.Length && char.IsAsciiDigit(text[at]) == isDigit)
            at++;
        return text.AsSpan(start..at);
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return left.Length != right.Length ? left.Length - right.Length : left.CompareTo(right, StringComparison.Ordinal);
    }
}
