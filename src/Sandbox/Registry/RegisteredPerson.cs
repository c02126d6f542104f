using Carewright.Sandbox.Conversation;

namespace Carewright.Sandbox.Registry;

/// <summary>A dose that was given, or was not.</summary>
/// <param name="Key">The filler's number with its namespace (ORC-3), by which it is known again.</param>
/// <param name="Order">ORC-3, with places below the field.</param>
/// <param name="Given">RXA-3.</param>
/// <param name="Cvx">Its code in CVX; empty when it has none.</param>
/// <param name="Administration">RXA, with places below the segment.</param>
/// <param name="Route">RXR, with places below the segment; empty for none.</param>
internal sealed record Dose(string Key, IReadOnlyList<Part> Order, DateOnly Given, string Cvx, IReadOnlyList<Part> Administration, IReadOnlyList<Part> Route);

/// <summary>Somebody whom the registry knows.</summary>
/// <param name="Family">Family name.</param>
/// <param name="Given">Given name.</param>
/// <param name="Born">Date of birth.</param>
/// <param name="Patient">PID, with places below the segment.</param>
internal sealed record RegisteredPerson(string Family, string Given, DateOnly Born, IReadOnlyList<Part> Patient)
{
    /// <summary>Numbers with their authorities: the registry's own and those of who has sent.</summary>
    public HashSet<string> Numbers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What was given, in the order in which it came.</summary>
    public List<Dose> Doses { get; } = [];
}
