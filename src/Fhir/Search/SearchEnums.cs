namespace Carewright.Fhir.Search;

/// <summary>
/// The shape of a search value (FHIR R4 search.html#ptypes). <c>Position</c> is the one kind of "special" parameter that has a value: <c>Location.near</c>.
/// </summary>
public enum SearchKind : byte
{
    /// <summary>A code, with or without its system (search.html#token).</summary>
    Token,

    /// <summary>Text compared after <see cref="SearchText.Fold(string)"/> (search.html#string).</summary>
    String,

    /// <summary>A reference to a resource (search.html#reference).</summary>
    Reference,

    /// <summary>A URI, compared exactly (search.html#uri).</summary>
    Uri,

    /// <summary>A span of time (search.html#date).</summary>
    Date,

    /// <summary>A number (search.html#number).</summary>
    Number,

    /// <summary>A number with its unit (search.html#quantity).</summary>
    Quantity,

    /// <summary>The anchor of a tuple whose parts are values of their own (search.html#composite).</summary>
    Composite,

    /// <summary>A place on earth, in WGS84 degrees (location.html#search, <c>near</c>).</summary>
    Position,
}

/// <summary>What a parameter name carried after its colon (FHIR R4 search.html#modifiers).</summary>
public enum SearchModifier : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary><c>:exact</c>: a string, letter for letter.</summary>
    Exact,

    /// <summary><c>:contains</c>: a folded string anywhere in the value.</summary>
    Contains,

    /// <summary><c>:missing</c>: whether the resource has any value; the operand's text is <c>true</c> or <c>false</c>.</summary>
    Missing,

    /// <summary><c>:not</c>: no value of the resource matches (a resource without a value does match).</summary>
    Not,

    /// <summary><c>:identifier</c>: a reference's logical identifier; the operand is a token.</summary>
    Identifier,

    /// <summary><c>:[type]</c>: a reference's target type, named in <see cref="SearchCriterion.ModifierType"/>.</summary>
    Type,

    /// <summary><c>:text</c>: the start of the token's display or text, folded.</summary>
    Text,

    /// <summary>The whole folded text; what <c>eq</c> means in a <c>_filter</c>.</summary>
    Whole,

    /// <summary>The end of the folded text; what <c>ew</c> means in a <c>_filter</c>.</summary>
    EndsWith,

    /// <summary>Some value does not match; what <c>ne</c> means in a <c>_filter</c>.</summary>
    Unequal,

    /// <summary><c>:in</c>: a token of a value set, whose canonical address the operand's text is; replaced by its codes before a search runs, see <see cref="TermExpansion"/>.</summary>
    In,

    /// <summary><c>:not-in</c>: no token of the value set.</summary>
    NotIn,

    /// <summary><c>:above</c>: a token that subsumes the operand, replaced like <see cref="In"/>; a URI that is the operand or a part of its path from the left.</summary>
    Above,

    /// <summary><c>:below</c>: a token that the operand subsumes, replaced like <see cref="In"/>; a URI that is the operand or stands below it.</summary>
    Below,

    /// <summary><c>:of-type</c>: an identifier by type system, type code and value; see <see cref="SearchOperand"/>.</summary>
    OfType,
}

/// <summary>The comparison asked for (FHIR R4 search.html#prefix).</summary>
public enum SearchPrefix : byte
{
    /// <summary>Equal: the operand's range contains the value's. The default.</summary>
    Equal,

    /// <summary>Not <see cref="Equal"/>.</summary>
    NotEqual,

    /// <summary>The value's range reaches above the operand's.</summary>
    GreaterThan,

    /// <summary>The value's range reaches below the operand's.</summary>
    LessThan,

    /// <summary><see cref="GreaterThan"/> or <see cref="Equal"/>.</summary>
    GreaterOrEqual,

    /// <summary><see cref="LessThan"/> or <see cref="Equal"/>.</summary>
    LessOrEqual,

    /// <summary>The value's range starts after the operand's ends.</summary>
    StartsAfter,

    /// <summary>The value's range ends before the operand's starts.</summary>
    EndsBefore,

    /// <summary>The ranges overlap; the parser has already widened the operand's bounds by its tolerance.</summary>
    Approximately,

    /// <summary>The value's range contains the operand's; what <c>co</c> means for dates in a <c>_filter</c>.</summary>
    Covers,
}

/// <summary>How exact <c>Bundle.total</c> should be (FHIR R4 search.html#total).</summary>
public enum SearchTotal : byte
{
    /// <summary>No total.</summary>
    None,

    /// <summary>An estimate will do.</summary>
    Estimate,

    /// <summary>The exact number.</summary>
    Accurate,
}

/// <summary>Which part of each resource is asked for (FHIR R4 search.html#summary).</summary>
public enum SearchSummary : byte
{
    /// <summary>All of it.</summary>
    False,

    /// <summary>The elements marked as summary.</summary>
    True,

    /// <summary><c>text</c>, <c>id</c>, <c>meta</c> and the mandatory elements.</summary>
    Text,

    /// <summary>All but <c>text</c>.</summary>
    Data,

    /// <summary>Only the count of matches.</summary>
    Count,
}

/// <summary>What to do with a parameter that cannot be honoured (FHIR R4 search.html#errors).</summary>
public enum SearchHandling : byte
{
    /// <summary>Refuse the search. The default of this product: a filter is never dropped silently.</summary>
    Strict,

    /// <summary>Drop it, warn, and report which (<c>Prefer: handling=lenient</c>).</summary>
    Lenient,
}

/// <summary>Whether contained resources are searched (FHIR R4 search.html#contained).</summary>
public enum SearchContained : byte
{
    /// <summary>Only resources that stand by themselves.</summary>
    False,

    /// <summary>Only contained ones.</summary>
    True,

    /// <summary>First those that stand by themselves, then contained ones.</summary>
    Both,
}
