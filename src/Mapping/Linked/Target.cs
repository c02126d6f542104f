using System.Text;
using Carewright.Fhir.Definitions;

namespace Carewright.Mapping.Linked;

/// <summary>An element as JSON has it.</summary>
/// <param name="Name">JSON name, with the type of a choice: <c>valueQuantity</c>.</param>
/// <param name="IsRepeating">Whether it is an array.</param>
/// <param name="Type">Its type.</param>
/// <param name="Choice">Name of the element where it is a choice of types: <c>value</c>; null otherwise.</param>
internal sealed record TargetStep(string Name, bool IsRepeating, TypeDefinition Type, string? Choice)
{
    /// <summary>The elements that an object of its type must have, by JSON name; of a choice its name with an asterisk.</summary>
    public string[] Required { get; } = RequiredOf(Type);

    /// <summary>The elements of which it must have one to say anything at all, by JSON name; none: any will do. A unit is no quantity, and a URL no extension.</summary>
    public string[] Essential { get; } = Type.Name == "Extension" ? ["value*", "extension"] : Type.IsSubtypeOf(FhirModel.R4.FindType("Quantity")!) ? ["value"] : [];

    /// <summary>The element of a JSON name; null when the type has none.</summary>
    public static TargetStep? Find(TypeDefinition owner, string name)
    {
        var model = FhirModel.R4;
        if (name.StartsWith('_'))
            return owner.FindByJsonName(Encoding.UTF8.GetBytes(name[1..]), out _) is { IsRepeating: false } ? new TargetStep(name, false, model.FindType("Element")!, null) : null;
        if (owner.FindByJsonName(Encoding.UTF8.GetBytes(name), out var choice) is not { } element)
            return null;
        return new TargetStep(string.Intern(name), element.IsRepeating, choice ?? element.Types[0].Type, element.IsChoice ? element.Name : null);
    }

    /// <summary>Elements that every instance of a type must have.</summary>
    public static string[] RequiredOf(TypeDefinition type) =>
        [.. type.Elements.Where(element => element.Min > 0).Select(element => element.IsChoice ? element.Name + "*" : element.Name)];
}

/// <summary>Where a rule puts what it finds: a row of elements below the object that the rule stands in. Empty for <c>this</c>, that object itself.</summary>
/// <param name="Text">As the map has it.</param>
/// <param name="Steps">From the outside in.</param>
internal sealed record Target(string Text, TargetStep[] Steps)
{
    /// <summary>The element itself; null for <c>this</c>.</summary>
    public TargetStep? Last { get; } = Steps.Length == 0 ? null : Steps[^1];

    /// <summary>Reads a target; null when the type has no such element.</summary>
    public static Target? Parse(TypeDefinition owner, string text)
    {
        if (text == "this")
            return new Target(text, []);
        var steps = new List<TargetStep>();
        foreach (var name in text.Split('.'))
        {
            if (TargetStep.Find(owner, name) is not { } step)
                return null;
            steps.Add(step);
            owner = step.Type;
        }
        return new Target(text, [.. steps]);
    }
}
