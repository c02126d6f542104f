namespace Carewright.Fhir.Validation;

/// <summary>What the validator asks of terminology for bindings and codes (FHIR R4 terminologies.html#binding). Safe from many threads.</summary>
public interface ICodeValidation
{
    /// <summary>Whether a code is in a value set, and what is wrong with it otherwise.</summary>
    /// <param name="valueSet">Canonical url, <c>|version</c> allowed.</param>
    /// <param name="system">Code system; null for elements of type code, string and uri.</param>
    /// <param name="version">Code system version that the coding names, or null.</param>
    /// <param name="code">The code.</param>
    /// <param name="display">The display that was sent, or null when it is not to be checked.</param>
    CodeVerdict IsMember(string valueSet, string? system, string? version, string code, string? display);

    /// <summary>Whether a code exists in its system.</summary>
    CodeVerdict Exists(string system, string? version, string code, string? display);
}

/// <summary>An answer about one code.</summary>
/// <param name="Known">Whether the value set or system could be consulted at all; when not, nothing else is meant.</param>
/// <param name="IsValid">Whether the code is valid there.</param>
/// <param name="Message">What is wrong, in words, without the code's patient context; null when valid and nothing to add.</param>
/// <param name="DisplayIsWrong">The code is valid and its display is none of the system's designations.</param>
public readonly record struct CodeVerdict(bool Known, bool IsValid, string? Message = null, bool DisplayIsWrong = false)
{
    /// <summary>Neither the value set nor the system is at hand.</summary>
    public static CodeVerdict Unknown { get; } = new(Known: false, IsValid: false);

    /// <summary>Valid, nothing to add.</summary>
    public static CodeVerdict Valid { get; } = new(Known: true, IsValid: true);
}
