using Carewright.Fhir.Validation;

namespace Carewright.Gateway.Writing;

/// <summary>What content must satisfy to be stored; asked anew for every write, so that a change takes effect at once. Safe from many threads.</summary>
public interface IContentRules
{
    /// <summary>How a resource that is to be written is validated. Any error refuses it.</summary>
    ValidationOptions OnWrite { get; }

    /// <summary>How a resource is validated whose author asks what is wrong with it: all that can be said, whether or not it would keep a write from being stored.</summary>
    ValidationOptions OnAsked { get; }

    /// <summary>What else stands against storing a resource here and now: a definition that cannot be put in force. Any error refuses it.</summary>
    IReadOnlyList<Kernel.Issue> Judge(Fhir.Json.ResourceDocument document) => [];
}

/// <summary>What R4 itself demands, and no profile beyond those that R4 publishes.</summary>
internal sealed class BaseContentRules : IContentRules
{
    private static readonly ValidationOptions s_options = ValidationOptions.Default with { Stance = static _ => ProfileStance.Warned };

    public ValidationOptions OnWrite => s_options;

    public ValidationOptions OnAsked => ValidationOptions.Strict;
}
