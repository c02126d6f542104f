namespace Carewright.Fhir.Definitions;

/// <summary>A FHIR element name resolved once, so that navigation compares a number instead of text. Made by <see cref="FhirModel.ResolveName"/>.</summary>
public readonly record struct ElementName
{
    internal ElementName(string text, int index)
    {
        Text = text;
        Index = index;
    }

    /// <summary>The name: <c>value</c>, without choice suffix.</summary>
    public string Text { get; }

    /// <summary>Number of the name in the model; 0 when no defined element is called so.</summary>
    internal int Index { get; }

    /// <summary>True when some type of the model has an element of that name.</summary>
    public bool IsDefined => Index != 0;
}
