using System.Globalization;
using Carewright.Sandbox.Conversation;

namespace Carewright.Sandbox.People;

/// <summary>Somebody who does not exist: out of the sandbox, where the family name ends in digits so that nobody takes it for a person's, or out of a <see cref="PeopleFile"/>.</summary>
/// <param name="Number">A number that the same seed and index always give.</param>
/// <param name="Family">Family name.</param>
/// <param name="Given">Given name.</param>
/// <param name="Sex">PID-8: F or M; out of a file also O and U.</param>
/// <param name="Born">Date of birth.</param>
/// <param name="Street">Number and street.</param>
public sealed record SyntheticPerson(string Number, string Family, string Given, string Sex, DateOnly Born, string Street)
{
    private static readonly string[] s_families = ["Boxwell", "Sandmere", "Mocktree", "Samplefen", "Testmoor", "Dummerly", "Fixturby", "Stubholm", "Demowick", "Trialford"];
    private static readonly string[] s_women = ["Alma", "Berta", "Clara", "Dora", "Edda", "Flora", "Greta", "Hilda", "Irma", "Jutta"];
    private static readonly string[] s_men = ["Anton", "Bruno", "Conrad", "Dario", "Emil", "Fritz", "Gustav", "Hector", "Ivo", "Jonas"];
    private static readonly string[] s_streets = ["Sandbox Way", "Sample Street", "Fixture Lane", "Trial Hill"];
    private static readonly DateOnly s_youngest = new(2024, 12, 31);

    /// <summary>The number under which the clinic knows this person; empty when it does not.</summary>
    public string ClinicNumber { get; init; } = "";

    /// <summary>Town (PID-11.3).</summary>
    public string Town { get; init; } = "Sandbury";

    /// <summary>State (PID-11.4).</summary>
    public string State { get; init; } = "ZZ";

    /// <summary>Postal code (PID-11.5).</summary>
    public string PostalCode { get; init; } = "00190";

    /// <summary>A person by its index: the same for the same seed each time.</summary>
    internal static SyntheticPerson Of(ulong seed, int index)
    {
        var draw = new Draw(seed, "person", index.ToString(CultureInfo.InvariantCulture));
        var isWoman = draw.Permille(520);
        var family = draw.Pick(s_families) + index.ToString("D3", CultureInfo.InvariantCulture);
        return new SyntheticPerson(
            draw.Digits(), family, draw.Pick(isWoman ? s_women : s_men), isWoman ? "F" : "M", s_youngest.AddDays(-draw.Below(90 * 365)),
            string.Create(CultureInfo.InvariantCulture, $"{draw.Between(1, 199)} {draw.Pick(s_streets)}"));
    }

    /// <summary>A given name of the same sex that this person does not have.</summary>
    internal string OtherGiven() => (Sex == "F" ? s_women : s_men).First(name => name != Given);

    /// <summary>PID-3, PID-5 and PID-7, with the number that an authority gave, and that of the clinic where it is known (PID-3.4 <c>CLINIC</c>).</summary>
    internal IReadOnlyList<Part> Identity(string authority, string? number = null) =>
        [new("3.1", number ?? Number), new("3.4", authority), new("3.5", "MR"), .. ClinicNumber.Length > 0 ? Parts.Field(ClinicNumber, "", "", "CLINIC", "MR").Select(part => part with { Place = "3[2]" + part.Place[3..] }) : [], new("5.1", Family), new("5.2", Given), new("5.7", "L"), new("7", Stamps.Of(Born))];

    /// <summary>The whole of PID.</summary>
    internal IReadOnlyList<Part> Demographics(string authority, string? number = null) =>
        [new("1", "1"), .. Identity(authority, number), new("8", Sex), new("11.1", Street), new("11.3", Town), new("11.4", State), new("11.5", PostalCode), new("11.6", "USA"), new("11.7", "H")];
}
