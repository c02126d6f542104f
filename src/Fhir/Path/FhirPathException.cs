namespace Carewright.Fhir.Path;

/// <summary>An expression that cannot be compiled, or whose evaluation ends in an error as FHIRPath defines it. Never thrown for a fault of this engine.</summary>
public sealed class FhirPathException : Exception
{
    /// <summary>Creates one; <paramref name="code"/> is one of <see cref="FhirPathErrors"/>, <paramref name="position"/> the 0-based offset in the expression or -1 when unknown.</summary>
    public FhirPathException(string code, string message, int position = -1)
        : base(message)
    {
        Code = code;
        Position = position;
    }

    /// <summary>One of <see cref="FhirPathErrors"/>.</summary>
    public string Code { get; }

    /// <summary>0-based offset in the expression text, or -1.</summary>
    public int Position { get; }
}

/// <summary>The codes of <see cref="FhirPathException"/> and of the issues of <see cref="FhirPathExpression.Check"/>.</summary>
public static class FhirPathErrors
{
    /// <summary>The text is not FHIRPath.</summary>
    public const string Syntax = "FHIRPATH-SYNTAX";

    /// <summary>No such function, or one that this engine does not offer.</summary>
    public const string UnknownFunction = "FHIRPATH-FUNCTION";

    /// <summary>Too few or too many arguments, or one of the wrong form.</summary>
    public const string Arguments = "FHIRPATH-ARGUMENTS";

    /// <summary>A type name that names no type.</summary>
    public const string UnknownType = "FHIRPATH-TYPE";

    /// <summary>An element that the type does not have (strict check only).</summary>
    public const string UnknownElement = "FHIRPATH-ELEMENT";

    /// <summary>A %variable that nobody defined, or that is defined twice.</summary>
    public const string Variable = "FHIRPATH-VARIABLE";

    /// <summary>Several items where one is required.</summary>
    public const string Singleton = "FHIRPATH-SINGLETON";

    /// <summary>Operands of types that do not go together.</summary>
    public const string Operand = "FHIRPATH-OPERAND";

    /// <summary>The order of the items is undefined where the expression relies on it (strict check only).</summary>
    public const string Unordered = "FHIRPATH-UNORDERED";

    /// <summary>Something the expression asks for is not at hand: a profile, a value set.</summary>
    public const string Unavailable = "FHIRPATH-UNAVAILABLE";

    /// <summary>A bad or too slow regular expression.</summary>
    public const string Regex = "FHIRPATH-REGEX";

    /// <summary>The evaluation would cost more than <see cref="FhirPathLimits"/> allow.</summary>
    public const string Limit = "FHIRPATH-LIMIT";
}
