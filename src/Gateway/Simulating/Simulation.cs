namespace Carewright.Gateway.Simulating;

/// <summary>What a policy would change over the record as it is.</summary>
/// <param name="Changes">Each change, by role and type; those of the same actors' terms once.</param>
/// <param name="Users">How many users were looked at.</param>
/// <param name="Affected">Names of the users for whom something changes.</param>
/// <param name="Skipped">Types of roles that were not looked at because the time was over, as <c>role Type</c>.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record Simulation(IReadOnlyList<SimulatedChange> Changes, int Users, IReadOnlyList<string> Affected, IReadOnlyList<string> Skipped, long Milliseconds);

/// <summary>What changes for users of a role, of one type.</summary>
/// <param name="Role">The role.</param>
/// <param name="Users">For whom: users of the role with the same terms.</param>
/// <param name="ResourceType">The type.</param>
/// <param name="Gained">Resources that they would see and do not see now.</param>
/// <param name="Lost">Resources that they see now and would not see.</param>
/// <param name="NewlyHidden">Elements that would be hidden in all they see.</param>
/// <param name="NewlyShown">Elements that would no longer be.</param>
/// <param name="MayMore">Interactions gained: <c>create update delete</c>.</param>
/// <param name="MayLess">Interactions lost.</param>
public sealed record SimulatedChange(
    string Role, IReadOnlyList<string> Users, string ResourceType, SimulatedCount Gained, SimulatedCount Lost, IReadOnlyList<string> NewlyHidden, IReadOnlyList<string> NewlyShown,
    IReadOnlyList<string> MayMore, IReadOnlyList<string> MayLess);

/// <summary>How many.</summary>
/// <param name="Number">Resources.</param>
/// <param name="Kind"><c>exact</c>; <c>at-least</c>: counting stopped there; <c>estimate</c>: by <paramref name="Sampled"/> resources, the rest alike.</param>
/// <param name="Sampled">How many resources were looked at for an estimate; else 0.</param>
/// <param name="Samples">References of a few.</param>
public sealed record SimulatedCount(long Number, string Kind, int Sampled, IReadOnlyList<string> Samples)
{
    internal static SimulatedCount None { get; } = new(0, "exact", 0, []);
}
