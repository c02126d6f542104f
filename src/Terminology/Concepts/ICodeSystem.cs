using Carewright.Terminology.Searching;

namespace Carewright.Terminology.Concepts;

/// <summary>
/// One version of a code system whose concepts can be counted. Concepts are numbered from 0 in published order; sets of them are <see cref="ConceptSet"/>s.
/// Immutable and safe from many threads; shared sets must not be changed by the caller.
/// </summary>
public interface ICodeSystem
{
    /// <summary>What it says of itself.</summary>
    CodeSystemHeader Header { get; }

    /// <summary>How many concepts it has.</summary>
    int Count { get; }

    /// <summary>Concepts no longer to be used.</summary>
    ConceptSet Inactive { get; }

    /// <summary>Groupers.</summary>
    ConceptSet Abstract { get; }

    /// <summary>Which concept is above which.</summary>
    Hierarchy Hierarchy { get; }

    /// <summary>Its texts, prepared for type-ahead.</summary>
    ITermIndex Terms { get; }

    /// <summary>The number of a code, or -1; case is minded as the system does.</summary>
    int Find(string code);

    /// <summary>The concept of a number.</summary>
    Concept Concept(int key);

    /// <summary>The rest of a concept.</summary>
    ConceptDetail Detail(int key);

    /// <summary>Concepts with a property of that value, compared as text (of a coding its code); with null, of any value.</summary>
    ConceptSet WithProperty(string property, string? value);

    /// <summary>Every value of a property with its concept, in any order: what a regular expression is tried on. <c>code</c> and <c>display</c> are the concept's own.</summary>
    IEnumerable<KeyValuePair<int, string>> ValuesOf(string property);
}

/// <summary>
/// A code system that a grammar defines: whether a code is valid can be decided, and the codes cannot be counted (UCUM, BCP-47, media types). Immutable and safe from many threads.
/// </summary>
public interface ICodeGrammar
{
    /// <summary>What it says of itself.</summary>
    CodeSystemHeader Header { get; }

    /// <summary>Null when the code is valid; otherwise what is wrong with it, in words.</summary>
    string? Fault(string code);

    /// <summary>A display of a valid code; null when there is none to give.</summary>
    string? Display(string code);

    /// <summary>Whether a valid code passes a filter; null when the system has no such filter.</summary>
    bool? Passes(string code, string property, string operation, string value);

    /// <summary>Codes in common use, to offer where all cannot be.</summary>
    IReadOnlyList<TermCoding> Common { get; }
}
