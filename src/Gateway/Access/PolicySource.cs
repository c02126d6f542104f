using Carewright.Security;

namespace Carewright.Gateway.Access;

/// <summary>The policy in force; asked anew for every interaction, so that a change takes effect at once.</summary>
public interface IPolicySource
{
    /// <summary>The policy in force.</summary>
    AccessPolicy Current { get; }
}

/// <summary>The policy in force on a shelf.</summary>
public sealed class PolicyOfShelf(PolicyShelf policies) : IPolicySource
{
    /// <inheritdoc/>
    public AccessPolicy Current => policies.Current;
}
