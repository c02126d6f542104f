using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search;

/// <summary>
/// One value of one search parameter: extracted from a resource, or the operand of a criterion. Which members mean something depends on <see cref="Kind"/>;
/// the others are null, zero or the open bound. Strings are as sent, never folded: fold both sides with <see cref="SearchText.Fold(string)"/>.
/// </summary>
/// <param name="Parameter">The parameter it belongs to. Components of a composite carry the composite's parameter and say which by
/// <paramref name="Component"/>.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="System">
/// Token and quantity: the system. In a resource null means none given. In an operand null means any system, and the empty string means that the value must
/// have none (<c>|code</c>).
/// </param>
/// <param name="Text">
/// Token: the code, compared exactly (null in an operand: any code of the system, <c>system|</c>). String: the original text. Uri: the URI.
/// Reference: <c>Type/id</c>, an absolute URL without <c>/_history/n</c>, <c>urn:uuid:…</c>, or a canonical (one with a version yields two values: with and
/// without <c>|version</c>);
/// null when the reference has only an identifier. Quantity: the code, or the unit where there is no code. Missing: <c>true</c> or <c>false</c>.
/// </param>
/// <param name="Display">Token: display or text, for <c>:text</c>. Reference: the identifier as <c>system|value</c>, for <c>:identifier</c>. Quantity: the
/// unit, when it differs from <paramref name="Text"/>.</param>
/// <param name="Low">Date: first microsecond since 1970-01-01 UTC, inclusive; <see cref="long.MinValue"/> when open. A time without a zone is taken as
/// UTC.</param>
/// <param name="High">Date: last microsecond, inclusive; <see cref="long.MaxValue"/> when open.</param>
/// <param name="NumberLow">
/// Number and quantity. In a resource: the number itself (low = high), or the ends of a range, both inclusive; an absent end is
/// <see cref="decimal.MinValue"/> or <see cref="decimal.MaxValue"/>.
/// In an operand of eq, ne and ap: the bounds its precision implies, half open [low, high); of every other prefix the number itself (low = high). Position:
/// latitude in degrees.
/// </param>
/// <param name="NumberHigh">See <paramref name="NumberLow"/>. Position: longitude in degrees.</param>
/// <param name="Group">Composite: the parts of one tuple share a group, counted from 1 within the parameter; 0 otherwise.</param>
/// <param name="Component">Composite: 1-based position of the component; 0 otherwise, and <see cref="OfTypeComponent"/> for the values of
/// <c>:of-type</c>.</param>
public readonly record struct SearchValue(
    SearchParameterDefinition Parameter,
    SearchKind Kind,
    string? System,
    string? Text,
    string? Display,
    long Low,
    long High,
    decimal NumberLow,
    decimal NumberHigh,
    int Group,
    int Component)
{
    /// <summary>
    /// <see cref="Component"/> of a value that only <c>:of-type</c> finds: one per coding of an identifier's type, with the coding's system and code in
    /// <see cref="System"/> and
    /// <see cref="Display"/> and the identifier's value in <see cref="Text"/>.
    /// </summary>
    public const int OfTypeComponent = -1;
}

/// <summary>Receives the values of a resource in turn; called on the extracting thread.</summary>
/// <param name="value">The next value.</param>
public delegate void SearchValueSink(in SearchValue value);
