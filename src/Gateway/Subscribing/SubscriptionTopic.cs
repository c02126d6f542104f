using Carewright.Storage;

namespace Carewright.Gateway.Subscribing;

/// <summary>A topic of the catalogue: what happens in the record that one can be told of (FHIR R5 subscriptiontopic.html, carried in R4 by a Basic).</summary>
/// <param name="Id">Logical id of the Basic.</param>
/// <param name="Url">Its canonical address.</param>
/// <param name="Status"><c>draft active retired unknown</c>; only an active one can be subscribed to.</param>
/// <param name="Triggers">Any of them is an event.</param>
/// <param name="Filters">What subscribers may filter by.</param>
/// <param name="Shapes">What goes along with the focus.</param>
public sealed record SubscriptionTopic(
    string Id, string Url, string Status, IReadOnlyList<TopicTrigger> Triggers, IReadOnlyList<TopicFilter> Filters, IReadOnlyList<TopicShape> Shapes)
{
    /// <summary>True when it can be subscribed to.</summary>
    public bool IsActive => Status == "active";
}

/// <summary>One trigger of a topic.</summary>
/// <param name="ResourceType">The type that it watches.</param>
/// <param name="Interactions">Which changes; empty: all.</param>
/// <param name="Query">Search criteria over the version before and after, or null.</param>
/// <param name="FhirPath">An expression over <c>%previous</c> and <c>%current</c>, or null. With a query, both must hold.</param>
public sealed record TopicTrigger(string ResourceType, IReadOnlySet<VersionAction> Interactions, TopicQuery? Query, string? FhirPath);

/// <summary>Criteria over the version before and the version after a change.</summary>
/// <param name="Previous">Over the version before; null: not asked.</param>
/// <param name="Current">Over the version after; null: not asked.</param>
/// <param name="PassesOnCreate">What <paramref name="Previous"/> counts as when there is no version before.</param>
/// <param name="PassesOnDelete">What <paramref name="Current"/> counts as when there is no version after.</param>
/// <param name="RequiresBoth">Both must hold, where both are asked; else either.</param>
public sealed record TopicQuery(string? Previous, string? Current, bool PassesOnCreate, bool PassesOnDelete, bool RequiresBoth);

/// <summary>Something that subscribers may filter by.</summary>
/// <param name="ResourceType">On this type; null: on every type of the triggers.</param>
/// <param name="Parameter">Code of the search parameter.</param>
/// <param name="Comparators">Allowed prefixes beside equality (<c>gt</c>).</param>
/// <param name="Modifiers">Allowed modifiers (<c>not</c>); the guide's own example puts prefixes here, so they count as well.</param>
public sealed record TopicFilter(string? ResourceType, string Parameter, IReadOnlyList<string> Comparators, IReadOnlyList<string> Modifiers);

/// <summary>What goes along with a focus of a type.</summary>
/// <param name="ResourceType">The type of the focus.</param>
/// <param name="Includes">As in <c>_include</c>.</param>
/// <param name="ReverseIncludes">As in <c>_revinclude</c>.</param>
public sealed record TopicShape(string ResourceType, IReadOnlyList<string> Includes, IReadOnlyList<string> ReverseIncludes);
