using System.Globalization;
using Carewright.Sandbox.Conversation;

namespace Carewright.Sandbox.People;

/// <summary>Somebody who does not exist: the family name ends in digits, so that nobody takes it for a person's.</summary>
/// <param name="Number">A number that the same seed and index always give.</param>
/// <param name="Family">Family name.</param>
/// <param name="Given">Given name.</param>
/// <param name="Sex">PID-8: F or M.</param>
/// <param name="Born">Date of birth.</param>
/// <param name="Street">Number and street.</param>
internal sealed record SyntheticPerson(string Number, string Family, string Given, string Sex, DateOnly Born, string Street)
{
    private static readonly string[] s_families = ["Boxwell", "Sandmere", "Mocktree", "Samplefen", "Testmoor", "Dummerly", "Fixturby", "Stubholm", "Demowick", "Trialford"];
    private static readonly string[] s_women = ["Alma", "Berta", "Clara", "Dora", "Edda", "Flora", "Greta", "Hilda", "Irma", "Jutta"];
    private static readonly string[] s_men = ["Anton", "Bruno", "Conrad", "Dario", "Emil", "Fritz", "Gustav", "Hector", "Ivo", "Jonas"];
    private static readonly string[] s_streets = ["Sandbox Way", "Sample Street", "Fixture Lane", "Trial Hill"];
    private static readonly DateOnly s_youngest = new(2024, 12, 31);

    /// <summary>A person by its index: the same for the same seed each time.</summary>
    public static SyntheticPerson Of(ulong seed, int index)
    {
        var draw = new Draw(seed, "person", index.ToString(CultureInfo.InvariantCulture));
        var isWoman = draw.Permille(520);
        var family = draw.Pick(s_families) + index.ToString("D3", CultureInfo.InvariantCulture);
        return new SyntheticPerson(
            draw.Digits(), family, draw.Pick(isWoman ? s_women : s_men), isWoman ? "F" : "M", s_youngest.AddDays(-draw.Below(90 * 365)),
            string.Create(CultureInfo.InvariantCulture, $"{draw.Between(1, 199)} {draw.Pick(s_streets)}"));
    }

    /// <summary>A given name of the same sex that this person does not have.</summary>
    public string OtherGiven() => (Sex == "F" ? s_women : s_men).First(name => name != Given);

    /// <summary>PID-3, PID-5 and PID-7, with the number that an authority gave.</summary>
    public IReadOnlyList<Part> Identity(string authority, string? number = null) =>
        [new("3.1", number ?? Number), new("3.4", authority), new("3.5", "MR"), new("5.1", Family), new("5.2", Given), new("5.7", "L"), new("7", Stamps.Of(Born))];

    /// <summary>The whole of PID.</summary>
    public IReadOnlyList<Part> Demographics(string authority, string? number = null) =>
        [new("1", "1"), .. Identity(authority, number), new("8", Sex), new("11.1", Street), new("11.3", "Sandbury"), new("11.4", "ZZ"), new("11.5", "00190"), new("11.6", "USA"), new("11.7", "H")];
}
