using Carewright.Hl7v2;

namespace Carewright.Mapping.Running;

/// <summary>A value of a message with its place: never a whole field, always one repetition or a part of it.</summary>
/// <param name="Value">What stands there.</param>
/// <param name="Segment">Place of the segment in the message; -1 for none.</param>
/// <param name="Field">From 1.</param>
/// <param name="Repetition">From 1.</param>
/// <param name="Component">From 1; 0 for the whole repetition.</param>
/// <param name="Subcomponent">From 1; 0 for the whole component.</param>
internal readonly record struct Cell(Hl7Value Value, int Segment, int Field, int Repetition, int Component, int Subcomponent)
{
    /// <summary>Nothing.</summary>
    public static Cell None => new(default, -1, 0, 0, 0, 0);

    /// <summary>The first part of it that does not divide.</summary>
    public Hl7Value Leaf => Subcomponent > 0 ? Value : Component > 0 ? Value.Subcomponent(1) : Value.Component(1).Subcomponent(1);

    /// <summary>A part of it: of a repetition component and sub-component, of a component the sub-component.</summary>
    public Cell Part(int component, int subcomponent)
    {
        if (component == 0)
            return this;
        if (Component > 0)
            return Subcomponent > 0 ? (component == 1 ? this : None) : this with { Value = Value.Subcomponent(component), Subcomponent = component };
        var value = Value.Component(component);
        return subcomponent == 0
            ? this with { Value = value, Component = component }
            : this with { Value = value.Subcomponent(subcomponent), Component = component, Subcomponent = subcomponent };
    }
}
