using Carewright.Fhir.Json;
using Carewright.Fhir.Search;

namespace Carewright.Gateway.Gathering;

/// <summary>What is gathered from a patient's record for one document.</summary>
/// <param name="Interaction">The operation's name, for the audit record.</param>
/// <param name="PatientId">Whose record.</param>
/// <param name="Parts">What is looked for, each by itself.</param>
/// <param name="Follow">Types whose resources come along when something gathered refers to them, two steps far.</param>
public sealed record GatherOrder(string Interaction, string PatientId, IReadOnlyList<GatherPart> Parts, IReadOnlySet<string> Follow);

/// <summary>One search and a choice among what it finds.</summary>
/// <param name="Name">Names the part in the answer.</param>
/// <param name="Request">Finds candidates, newest or most wanted first; at most 1,000 are looked at.</param>
/// <param name="Wanted">Decides on a candidate as the actor may see it.</param>
/// <param name="Group">What the newest of is enough (a code); null takes all.</param>
/// <param name="Most">At most so many.</param>
public sealed record GatherPart(string Name, SearchRequest Request, Func<ResourceDocument, bool> Wanted, Func<ResourceDocument, string?>? Group, int Most);

/// <summary>What was found for one part.</summary>
/// <param name="Name">The part.</param>
/// <param name="IsWithheld">True when the actor may not search the type, or not by these criteria: then nothing is known of what there is.</param>
/// <param name="Resources">In the order of the search.</param>
public sealed record GatheredPart(string Name, bool IsWithheld, IReadOnlyList<ReleasedResource> Resources);

/// <summary>What was gathered.</summary>
/// <param name="Patient">The patient.</param>
/// <param name="Parts">One for each that was asked for, in order.</param>
/// <param name="Referenced">What the others refer to, each once, and none that is in a part.</param>
public sealed record Gathered(ReleasedResource Patient, IReadOnlyList<GatheredPart> Parts, IReadOnlyList<ReleasedResource> Referenced);
