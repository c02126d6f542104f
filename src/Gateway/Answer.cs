using System.Diagnostics.CodeAnalysis;
using Carewright.Kernel;

namespace Carewright.Gateway;

/// <summary>Why the gateway did not do what was asked. It has been audited.</summary>
/// <param name="Status">The HTTP status that says it best (400, 401, 403, 404, 409, 410, 412, 422, 429); other protocols map it to their own words.</param>
/// <param name="Issues">What is wrong, one issue or more.</param>
public sealed record Refusal(int Status, IReadOnlyList<Issue> Issues)
{
    internal static Refusal Of(int status, string type, string code, string message, string? location = null, string? spec = null) =>
        new(status, [Issue.Error(type, code, message, location, spec)]);
}

/// <summary>What the gateway answers: a value, or a refusal; never both, never neither.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly struct Answer<T>
    where T : class
{
    private Answer(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>The value; null when refused.</summary>
    public T? Value { get; }

    /// <summary>The refusal; null when there is a value.</summary>
    public Refusal? Refusal { get; }

    /// <summary>True when there is no value.</summary>
    [MemberNotNullWhen(true, nameof(Refusal))]
    [MemberNotNullWhen(false, nameof(Value))]
    public bool IsRefused => Refusal is not null;

    /// <summary>An answer with a value.</summary>
    public static implicit operator Answer<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    public static implicit operator Answer<T>(Refusal refusal) => new(null, refusal);
}
