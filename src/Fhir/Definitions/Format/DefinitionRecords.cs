namespace Carewright.Fhir.Definitions.Format;

/// <summary>Names and versions of the compiled definitions file.</summary>
internal static class DefinitionFile
{
    /// <summary>First bytes of the file: a name and the version of the layout. Raise the digit when a record below changes.</summary>
    internal static ReadOnlySpan<byte> Magic => "CWFHIR-3"u8;
}

/// <summary>One constraint; shared by all elements that carry it.</summary>
internal sealed record InvariantRecord(string Key, bool IsError, bool IsBestPractice, string Human, string Expression)
{
    internal void Write(DefinitionWriter to)
    {
        to.String(Key);
        to.Bool(IsError);
        to.Bool(IsBestPractice);
        to.String(Human);
        to.String(Expression);
    }

    internal static InvariantRecord Read(DefinitionReader from) =>
        new(from.String(), from.Bool(), from.Bool(), from.String(), from.String());
}

/// <summary>One allowed type of an element: number of the type, what a reference may point to, and profiles on the type.</summary>
internal sealed record ElementTypeRecord(int Type, string[] Targets, string[] Profiles)
{
    internal void Write(DefinitionWriter to)
    {
        to.Int(Type);
        to.List(Targets, to.String);
        to.List(Profiles, to.String);
    }

    internal static ElementTypeRecord Read(DefinitionReader from) =>
        new(from.Int(), from.Strings(), from.Strings());
}

/// <summary>What is true or false of an element.</summary>
[Flags]
internal enum ElementFlags : byte
{
    None = 0,
    Choice = 1,
    Modifier = 2,
    Summary = 4,
    XmlAttribute = 8,
    ContentReference = 16,
}

/// <summary>One element of a type. <see cref="Max"/> is -1 when unbounded; <see cref="Strength"/> -1 without a binding.</summary>
internal sealed record ElementRecord(
    string Name, ElementFlags Flags, int Min, int Max, ElementTypeRecord[] Types, int Strength, string? ValueSet, int[] Invariants)
{
    internal void Write(DefinitionWriter to)
    {
        to.String(Name);
        to.Byte((byte)Flags);
        to.Int(Min);
        to.Int(Max);
        to.List(Types, t => t.Write(to));
        to.Int(Strength);
        to.String(ValueSet);
        to.List(Invariants, to.Int);
    }

    internal static ElementRecord Read(DefinitionReader from) =>
        new(from.String(), (ElementFlags)from.Byte(), from.Int(), from.Int(), from.List(ElementTypeRecord.Read),
            from.Int(), from.StringOrNull(), from.Ints());
}

/// <summary>One type, but for its content, which is read when the type is first used. <see cref="Base"/> is -1 for a root; <see cref="Kind"/> and <see cref="Primitive"/> are the reader's enum values.</summary>
internal sealed record TypeRecord(string Name, byte Kind, int Base, bool IsAbstract, byte Primitive, int ElementCount, int ContentOffset)
{
    internal void Write(DefinitionWriter to)
    {
        to.String(Name);
        to.Byte(Kind);
        to.Int(Base);
        to.Bool(IsAbstract);
        to.Byte(Primitive);
        to.Int(ElementCount);
        to.Int(ContentOffset);
    }

    internal static TypeRecord Read(DefinitionReader from) =>
        new(from.String(), from.Byte(), from.Int(), from.Bool(), from.Byte(), from.Int(), from.Int());
}

/// <summary>Elements and constraints of one type.</summary>
internal sealed record TypeContentRecord(ElementRecord[] Elements, int[] Invariants)
{
    internal void Write(DefinitionWriter to)
    {
        to.List(Elements, e => e.Write(to));
        to.List(Invariants, to.Int);
    }

    internal static TypeContentRecord Read(DefinitionReader from) => new(from.List(ElementRecord.Read), from.Ints());
}

/// <summary>One search parameter as published.</summary>
internal sealed record SearchParameterRecord(
    string Code, string Url, string Type, string? Expression, string[] Bases, string[] Targets, string[] Comparators, string[] Modifiers,
    bool MultipleOr, bool MultipleAnd, (string Definition, string Expression)[] Components)
{
    internal void Write(DefinitionWriter to)
    {
        to.String(Code);
        to.String(Url);
        to.String(Type);
        to.String(Expression);
        foreach (var list in new[] { Bases, Targets, Comparators, Modifiers })
            to.List(list, to.String);
        to.Bool(MultipleOr);
        to.Bool(MultipleAnd);
        to.List(Components, c => { to.String(c.Definition); to.String(c.Expression); });
    }

    internal static SearchParameterRecord Read(DefinitionReader from) =>
        new(from.String(), from.String(), from.String(), from.StringOrNull(), from.Strings(), from.Strings(), from.Strings(),
            from.Strings(), from.Bool(), from.Bool(), from.List(static r => (r.String(), r.String())));
}

/// <summary>One compartment: which search parameters of a type link it to the compartment's owner.</summary>
internal sealed record CompartmentRecord(string Code, (string Type, string[] Parameters)[] Links)
{
    internal void Write(DefinitionWriter to)
    {
        to.String(Code);
        to.List(Links, l => { to.String(l.Type); to.List(l.Parameters, to.String); });
    }

    internal static CompartmentRecord Read(DefinitionReader from) =>
        new(from.String(), from.List(static r => (r.String(), r.Strings())));
}

/// <summary>One concept; <see cref="Parents"/> are numbers in the system's own list.</summary>
internal sealed record ConceptRecord(string Code, string? Display, int[] Parents);

/// <summary>One code system with its hierarchy.</summary>
internal sealed record CodeSystemRecord(string Url, bool CaseSensitive, bool IsComplete, ConceptRecord[] Concepts)
{
    internal void Write(DefinitionWriter to)
    {
        to.Bool(CaseSensitive);
        to.Bool(IsComplete);
        to.List(Concepts, c => { to.String(c.Code); to.String(c.Display); to.List(c.Parents, to.Int); });
    }

    internal static CodeSystemRecord Read(string url, DefinitionReader from) =>
        new(url, from.Bool(), from.Bool(), from.List(static r => new ConceptRecord(r.String(), r.StringOrNull(), r.Ints())));
}

/// <summary>One enumerable value set: per system its codes, or null for the whole code system.</summary>
internal sealed record ValueSetRecord(string Url, (string System, string[]? Codes)[] Parts)
{
    internal void Write(DefinitionWriter to) =>
        to.List(Parts, p =>
        {
            to.String(p.System);
            to.Bool(p.Codes is null);
            to.List(p.Codes ?? [], to.String);
        });

    internal static ValueSetRecord Read(string url, DefinitionReader from) =>
        new(url, from.List<(string, string[]?)>(static r =>
        {
            var system = r.String();
            var isWhole = r.Bool();
            var codes = r.Strings();
            return (system, isWhole ? null : codes);
        }));
}

/// <summary>One profile or extension: its StructureDefinition as JSON, with a differential only.</summary>
internal sealed record ProfileRecord(string Url, string? Version, string Json)
{
    internal void Write(DefinitionWriter to)
    {
        to.String(Url);
        to.String(Version);
        to.String(Json);
    }

    internal static ProfileRecord Read(DefinitionReader from) => new(from.String(), from.StringOrNull(), from.String());
}
