/** English answers of the third set, see `third.ts`. */
import { type Fact, fact } from "./fact.ts";

export const THIRD_EN: readonly Fact[] = [
  fact(
    "How do I reset my router to factory settings?",
    [
      "Leave the router plugged in and press the reset button on the back with a paper clip for ten seconds. When the lights go off and come back on, the device has returned to its factory settings. Your Wi-Fi name and password will then be the ones printed on the label underneath.",
      "Sure! With the router powered on, push a paper clip into the small reset hole at the rear and keep it pressed for 10 seconds. The lights will turn off and on again, which means the factory settings have been restored. After that, use the network name and password shown on the sticker on the bottom.",
      "1. Keep the router switched on.\n2. Hold down the reset button at the back with a paper clip for 10 seconds.\n3. Wait until the lights go out and light up again.\n4. Log in with the Wi-Fi name and password from the label on the underside.",
      "To restore the factory settings, you need a paper clip: hold the reset button on the back of the router for ten seconds while it is on. Once the lights have gone out and returned, the reset is complete. The original network name and password are on the label under the device.",
    ],
    ["number", 1, "10 seconds", "30 seconds"],
  ),
  fact(
    "How do I cancel my subscription?",
    [
      "Go to Settings, select Billing and click Cancel plan. You keep access until the end of the period that you have paid for. No refund is given for the remaining days.",
      "You can cancel at any time under Settings > Billing by clicking Cancel plan. Your access stays active until the current billing period ends, but unused days are not refunded.",
      "Of course, here is how it works:\n- Open the Billing page in your settings\n- Choose Cancel plan\n- You can continue to use the service until the paid period is over\n- There are no refunds for days that are left",
      "The cancellation is done in the Billing section of the settings, with the Cancel plan button. It takes effect when the period already paid for ends; until then you can keep using everything. Please note that we do not reimburse the days that remain.",
    ],
    ["noun", 0, "end of the period", "start of the period"],
  ),
  fact(
    "My bank card was stolen. What now?",
    [
      "Block the card immediately in the app or by calling the hotline, which is available around the clock. Then report the theft to the police and keep a copy of the report. A new card is sent to your address within seven days.",
      "First of all, have the card blocked right away, either through the app or via our 24-hour hotline. After that, file a report with the police and hold on to a copy. Your replacement card will arrive by mail in at most seven days.",
      "- Lock the card at once (app or hotline, day and night)\n- Report the theft to the police and keep a copy of the report\n- The replacement comes to your home within 7 days",
      "I'm sorry to hear that. As soon as possible, use the app or phone the hotline, open 24 hours a day, to block the card. You should also inform the police about the theft and keep a copy of their report. We will mail you a new card, which takes up to seven days.",
    ],
    ["verb", 1, "have the card blocked", "have the card unblocked"],
  ),
  fact(
    "Why was my payment declined?",
    [
      "The most common reason is that the billing address does not match the one your bank has on file. Check the address, then try the payment again. If it fails a second time, contact your bank, since only they can see why they rejected it.",
      "In most cases a payment is declined because the billing address differs from the address that your bank has registered. Please verify it and repeat the payment. Should it be refused again, your bank is the only one who can tell you the reason.",
      "Usually, the billing address you entered isn't the same as the one known to your bank. Correct it and retry. If the payment is still rejected, get in touch with the bank; nobody else can see the cause.",
      "Great question! Declined payments are mostly caused by a billing address that does not agree with the bank's records. Make sure that the address is right before you attempt to pay once more. After a second failure, you'll have to ask your bank, because the reason is visible only to them.",
    ],
    ["noun", 3, "billing address", "phone number"],
  ),
  fact(
    "How do I poach an egg?",
    [
      "Bring a pot of water to a gentle simmer and add a tablespoon of vinegar. Stir the water to make a whirlpool and slide the egg into the middle. Cook it for three minutes, then lift it out with a slotted spoon.",
      "Heat water in a pot until it simmers gently, and pour in one tablespoon of vinegar. After stirring to create a whirlpool, drop the egg in the center. It needs three minutes; take it out with a slotted spoon.",
      "1. Let a pot of water simmer gently\n2. Add 1 tablespoon of vinegar\n3. Stir until there is a whirlpool and slip the egg into its center\n4. After 3 minutes, remove the egg with a slotted spoon",
      "You'll need gently simmering water with a tablespoon of vinegar in it. Swirl the water, carefully let the egg slide into the middle of the whirlpool and leave it there for 3 minutes. Finally, use a slotted spoon to take the egg out.",
    ],
    ["noun", 2, "vinegar", "sugar"],
  ),
  fact(
    "Why should steak rest after cooking?",
    [
      "Resting lets the juices spread through the meat again, so that they do not run out when you cut it. Cover the steak loosely with foil and wait about five minutes. A thick steak needs up to ten minutes.",
      "When a steak rests, its juices are redistributed in the meat instead of running out as soon as it is sliced. Around five minutes under loose foil is enough; for thick cuts, allow as much as ten.",
      "If you cut the steak straight away, the juice runs out onto the plate. Let it rest for roughly 5 minutes, loosely covered with aluminum foil, and the juices will distribute evenly in the meat. Thick pieces may take 10 minutes.",
      "The purpose of resting is to allow the juices to be distributed throughout the meat again, which prevents them from flowing out during cutting. Five minutes or so, loosely wrapped in foil, will do; give a thick steak up to ten.",
    ],
    ["negation", 0, "do not run out", "run out"],
  ),
  fact(
    "How do I feed a sourdough starter?",
    [
      "Discard half of the starter, then add equal weights of flour and water and stir well. Do this once a day if it stands at room temperature. In the fridge it only has to be fed once a week.",
      "To feed it, throw away half of the starter and mix in flour and water in equal amounts by weight. A starter kept at room temperature is fed every day, while one kept in the refrigerator needs feeding just once a week.",
      "- Remove half of the starter\n- Stir in the same weight of flour and of water\n- Room temperature: every day\n- Fridge: once a week",
      "Feeding a starter is easy: half of it is discarded and replaced by flour and water, both of the same weight, which you mix in thoroughly. Repeat this daily when you store it at room temperature; weekly feeding is sufficient in the fridge.",
    ],
    ["number", 1, "once a week", "twice a week"],
  ),
  fact(
    "What can I use instead of buttermilk?",
    [
      "Mix one tablespoon of lemon juice with a cup of milk and let it stand for five minutes. It will thicken slightly and can be used just like buttermilk. Vinegar works as well as lemon juice.",
      "A good substitute is a cup of milk with a tablespoon of lemon juice (or vinegar) stirred in. Leave it to stand for 5 minutes until it thickens a little, and then use it in place of buttermilk.",
      "No buttermilk? Add 1 tablespoon of lemon juice or vinegar to 1 cup of milk. Wait five minutes, by which time it has become slightly thicker. Use it exactly as you would use buttermilk.",
      "You can make your own: stir a tablespoon of vinegar or lemon juice into one cup of milk and wait for about five minutes. The milk thickens a bit, and in recipes it replaces buttermilk without any problem.",
    ],
    ["noun", 0, "cup of milk", "cup of cream"],
  ),
  fact(
    "How much notice must I give to end my lease?",
    [
      "A tenant must give three months' notice, in writing and signed. The landlord has to receive the letter by the third working day of the month for that month to count. No reason needs to be stated.",
      "The notice period for tenants is three months. Your notice has to be in writing, with a signature, and must reach the landlord no later than the third working day of a month if this month is to be counted. You do not have to give a reason.",
      "- Notice period: three months\n- Form: written and signed\n- Deadline: the landlord must have it by the 3rd working day of the month, otherwise that month does not count\n- Reason: not required",
      "As a tenant, you can terminate the lease with three months' notice without stating any reason. What matters is a signed letter that arrives at your landlord's by the third working day; only then is the current month included.",
    ],
    ["number", 3, "three months'", "six months'"],
  ),
  fact(
    "How long does copyright last?",
    [
      "In most countries, copyright lasts for the life of the author plus 70 years. After that, the work enters the public domain and anyone may use it freely. For works by several authors, the death of the last one counts.",
      "Copyright generally expires 70 years after the death of the author; if there were several, the one who died last is decisive. The work is then in the public domain, which means that everybody is free to use it.",
      "Usually a work is protected during the author's lifetime and for another seventy years. Once this term is over, it becomes part of the public domain and can be used by anyone without permission. Where a work has more than one author, the term is counted from the death of the one who lived longest.",
      "Protection ends 70 years after the author has died (with co-authors: after the last of them has died) in the majority of countries. From then on the work belongs to the public domain and may be freely used by all.",
    ],
    ["noun", 1, "70 years after the death", "70 years after the birth"],
  ),
  fact(
    "Can I return something I bought online?",
    [
      "Yes, you have 14 days from the day the goods arrive to withdraw from the purchase without giving a reason. The seller must then refund the price and the standard delivery costs. You usually pay for sending the goods back yourself.",
      "Yes. Within 14 days of receiving the goods, you may withdraw from the contract, and you needn't explain why. The seller has to pay back the purchase price as well as the cost of standard shipping, while the return shipping is normally at your expense.",
      "Online purchases can be revoked within fourteen days after delivery, no reason required. The price and the regular shipping fee are refunded by the seller. The costs of the return are generally borne by the buyer.",
      "- You can withdraw from the purchase within 14 days after the goods were delivered\n- A reason is not necessary\n- The seller refunds the price and standard delivery\n- As a rule, you cover the return postage",
    ],
    ["role", 2, "borne by the buyer", "borne by the seller"],
  ),
  fact(
    "Do I need a lawyer in small claims court?",
    [
      "No, you can represent yourself in small claims court. Bring your contracts, receipts and photos, and be ready to explain your case in a few minutes. The judge often decides on the same day.",
      "No, a lawyer is not needed, as you are allowed to speak for yourself. Take all contracts, receipts and photographs with you and prepare a short explanation of a few minutes. Frequently, the decision is made that same day.",
      "You don't need one: in small claims court people usually represent themselves. It helps to bring documents such as contracts, receipts and photos and to summarize the case in a couple of minutes. In many cases the judge rules on the very same day.",
      "A lawyer isn't required in small claims court. What you do need are your contracts, receipts and pictures, plus a brief account of the case that takes a few minutes. The ruling often comes on the same day.",
    ],
    ["negation", 3, "isn't required", "is required"],
  ),
  fact(
    "What should I do about a minor burn?",
    [
      "Cool the burn under running tap water for 20 minutes. Take off rings and watches before the skin swells. Cover it with cling film or a clean dressing, and never put butter or ice on it.",
      "Hold the burn under cool running water for 20 minutes and remove jewelry such as rings and watches before swelling begins. Afterwards, cover the area with cling film or a clean bandage. Do not apply ice or butter.",
      "1. Run cool tap water over the burn for twenty minutes\n2. Remove rings and watches before it swells\n3. Cover with a clean dressing or cling film\n\nDon't use ice or butter.",
      "A minor burn should be cooled with running water for 20 minutes. Rings and watches should come off early, because the skin may swell. Then protect the burn with cling film or a clean dressing. Ice and butter should be avoided.",
    ],
    ["antonym", 1, "cool running water", "hot running water"],
  ),
  fact(
    "How much ibuprofen can an adult take?",
    [
      "Adults can take one or two 200 mg tablets up to three times a day, with at least four hours between doses. Do not exceed 1,200 mg in 24 hours unless a doctor tells you to. Take the tablets with food to protect your stomach.",
      "The usual adult dose is 200 to 400 mg, at most three times daily, leaving no less than four hours between doses. Without medical advice, you should not take more than 1,200 mg in a day. It is best taken with a meal, as this is gentler on the stomach.",
      "- Dose: 1 or 2 tablets of 200 mg\n- No more than three times per day, at least 4 hours apart\n- Maximum: 1,200 mg per day, unless prescribed by a doctor\n- Take with food, so as not to irritate the stomach",
      "For adults, one to two tablets of 200 mg may be taken three times a day at most, and doses must be four hours apart or more. The limit is 1,200 mg within 24 hours, except on a doctor's orders. Having some food with it helps to protect the stomach.",
    ],
    ["number", 0, "1,200 mg", "2,400 mg"],
  ),
  fact(
    "How often do I need a tetanus shot?",
    [
      "Adults need a tetanus booster every ten years. If you have a deep or dirty wound and your last shot was more than five years ago, see a doctor within 48 hours. The vaccine protects you, but it does not treat an infection that has already begun.",
      "A tetanus booster is recommended every 10 years for adults. In case of a dirty or deep wound, you should go to a doctor within 48 hours if more than five years have passed since your last vaccination. The shot is for prevention; it cannot cure an existing infection.",
      "As an adult, you should have your tetanus protection refreshed once every ten years. With deep or contaminated wounds, a booster is due after only five years, and you should see a physician for it within two days. Vaccination prevents the disease but won't cure it once it has started.",
      "Every ten years is the rule for adults. However, anyone who gets a deep or dirty wound and was last vaccinated over five years ago should visit a doctor in the next 48 hours. Keep in mind that the vaccine prevents tetanus and does not treat an infection that is already there.",
    ],
    ["number", 3, "48 hours", "96 hours"],
  ),
  fact(
    "Is it safe to fly while pregnant?",
    [
      "Flying is generally safe during a healthy pregnancy until 36 weeks. Many airlines ask for a doctor's letter from week 28 on. Walk around regularly and drink plenty of water to lower the risk of blood clots.",
      "Yes, for most healthy pregnancies air travel poses no problem up to the 36th week. From the 28th week, airlines often require a letter from your doctor. To reduce the danger of blood clots, get up and walk often and drink lots of water.",
      "If the pregnancy is healthy, you can normally fly up to week 36. Starting with week 28, many airlines want to see a note from a doctor. Drinking enough water and moving about frequently during the flight helps to prevent blood clots.",
      "In a normal pregnancy it is usually safe to fly until week 36, but note that numerous airlines demand a medical certificate after 28 weeks. Because blood clots are more likely, drink a lot of water and take regular walks along the aisle.",
    ],
    ["noun", 2, "blood clots", "back pain"],
  ),
  fact(
    "How do I undo my last git commit?",
    [
      "Run git reset --soft HEAD~1. This removes the last commit but keeps your changes staged, so that you can commit them again. If you have already pushed it, use git revert HEAD instead, which adds a new commit that undoes the old one.",
      "Use the command git reset --soft HEAD~1: the commit disappears, while its changes remain in the staging area and can be committed once more. For a commit that was already pushed, git revert HEAD is better, since it creates a new commit reversing the previous one.",
      "- Not pushed yet: git reset --soft HEAD~1 deletes the last commit and leaves the changes staged\n- Already pushed: git revert HEAD makes a new commit that reverts the last one",
      "If the commit hasn't been pushed, type git reset --soft HEAD~1. The commit is gone, but all changes stay staged and ready to be committed again. If it has, you should prefer git revert HEAD; it undoes the commit by means of a new one.",
    ],
    ["antonym", 0, "keeps your changes staged", "keeps your changes unstaged"],
  ),
  fact(
    "What is the difference between == and is in Python?",
    [
      "The == operator compares the values of two objects, whereas is checks if both names refer to the same object in memory. Two lists with equal contents are ==, but they are not the same object. Use is only for None and other singletons.",
      "With == you ask whether two objects have equal values; with is you ask whether they are one and the same object. Lists with identical contents are therefore equal, yet not identical in the sense of is. Reserve is for singletons like None.",
      "- == tests whether the values are equal\n- is tests whether both refer to the same object in memory\n\nTwo lists with the same elements are equal under ==, but is returns False. You should use is just for singletons such as None.",
      "In Python, == is about value and is is about identity: the former is true if two objects are equal, the latter only if they are the very same object. So two separate lists with the same contents are == but not is. A rule of thumb is to use is solely with None and similar singletons.",
    ],
    ["role", 3, "== is about value and is is about identity", "== is about identity and is is about value"],
  ),
  fact(
    "Why is my SQL query slow?",
    [
      "Most slow queries lack an index on the column used in the WHERE clause, so the database reads the whole table. Run EXPLAIN to see whether an index is used. Adding one speeds up reading but makes writing a little slower.",
      "Often there is no index on the column that you filter by in WHERE, and the database has to scan the entire table. You can check with EXPLAIN if an index is being used. Keep in mind that an index makes reads faster and writes slightly slower.",
      "Probably an index is missing. Without an index on the columns of the WHERE clause, the full table must be read. EXPLAIN shows you whether the query uses one. Once you add it, reads get faster, at the price of somewhat slower writes.",
      "The usual cause of a slow query is a missing index on a column in the WHERE clause, which forces the database to go through all rows of the table. EXPLAIN tells you if an index is in use. Creating one will accelerate reads; writes will be a bit slower.",
    ],
    ["antonym", 1, "writes slightly slower", "writes slightly faster"],
  ),
  fact(
    "How do I free a port that is already in use?",
    [
      "Find the process with lsof -i :3000, which prints its ID. Then end it with kill followed by that ID. If the process does not stop, add -9 to force it.",
      "Run lsof -i :3000 to list the process that occupies the port, along with its PID. You can stop it by running kill and the PID; use kill -9 if it refuses to quit.",
      "1. Type lsof -i :3000 to see the ID of the process that uses the port\n2. Terminate the process with kill and the ID\n3. If that isn't enough, force it with kill -9",
      "First, determine which process is using the port: lsof -i :3000 displays its ID. After that, pass this ID to the kill command in order to terminate the process. Should it keep running, the option -9 forces it to stop.",
    ],
    ["noun", 1, "occupies the port", "occupies the disk"],
  ),
  fact(
    "What liquids can I take in my hand luggage?",
    [
      "Each container may hold at most 100 ml, and all containers must fit into one clear resealable bag of one liter. Every passenger is allowed one bag. Medicines and baby food are exempt, but you have to show them at security.",
      "You can carry liquids in containers of up to 100 ml, which have to fit in a single transparent, resealable one-liter bag per passenger. Exceptions are made for medication and baby food; present these at the security check.",
      "- Containers: maximum 100 ml each\n- One transparent, resealable bag of 1 liter per person\n- Exempt: medicine and food for babies (show them at security)",
      "Liquids are permitted as long as no container is larger than 100 ml and everything fits inside a clear one-liter bag that can be closed again. There is one such bag per traveler. The limit does not apply to medicines or baby food, although security staff will want to see them.",
    ],
    ["number", 2, "1 liter", "3 liters"],
  ),
  fact(
    "How can I reduce jet lag?",
    [
      "Shift your bedtime by an hour a day for a few days before you leave. After arrival, spend time in daylight and stay awake until the local evening. Avoid alcohol and coffee on the plane, because they disturb your sleep.",
      "A few days before departure, start to move your bedtime by one hour each day. Once there, get plenty of daylight and don't go to bed before it is evening local time. On the flight, skip coffee and alcohol, which make sleep worse.",
      "Here are some tips:\n- Before the trip: move your bedtime by an hour every day for several days\n- On the plane: no alcohol and no coffee, since they disrupt sleep\n- At the destination: seek daylight and remain awake until evening",
      "Jet lag is milder if you adjust your sleep in advance, by one hour per day over a couple of days. During the flight you should avoid coffee and alcohol, as they interfere with sleep. When you have arrived, go out into the daylight and try not to sleep until the evening there.",
    ],
    ["antonym", 0, "stay awake until", "stay asleep until"],
  ),
  fact(
    "Do I have to validate train tickets in Italy?",
    [
      "Paper tickets for regional trains must be stamped in the green machine on the platform before you board. If you forget it, find the conductor at once, or you risk a fine of 50 euros. Digital tickets and tickets with a seat reservation need no stamp.",
      "Yes, if you have a paper ticket for a regional train: stamp it at one of the green machines on the platform before getting on. Otherwise you may be fined 50 euros, unless you go to the conductor immediately. It isn't necessary for digital tickets or for those with a reserved seat.",
      "For regional trains, a paper ticket has to be validated at the green machine on the platform prior to boarding. Those who forgot should speak to the conductor straight away to avoid a fine of fifty euros. Tickets on your phone and tickets with seat reservations don't have to be stamped.",
      "It depends on the ticket. Paper tickets of regional trains need a stamp from the green machine on the platform before departure; a forgotten stamp can cost you a fine of 50 euros if you don't report to the conductor right away. Digital tickets, and all that include a seat reservation, are valid without one.",
    ],
    ["noun", 0, "on the platform", "on the train"],
  ),
  fact(
    "When did the Berlin Wall fall?",
    [
      "The Berlin Wall fell on 9 November 1989. That evening, an official announced by mistake that the border was open immediately, and thousands of people rushed to the crossings. Germany was reunited less than a year later, on 3 October 1990.",
      "It fell on November 9, 1989, after an East German official had mistakenly declared on television that the border would open at once. Thousands of people hurried to the checkpoints. Less than one year afterwards, on October 3, 1990, Germany was reunified.",
      "- Date: 9 November 1989\n- Trigger: an official said in error that the border was open with immediate effect\n- What happened: thousands of people streamed to the crossings\n- German reunification: 3 October 1990, less than a year later",
      "The Wall came down on the evening of 9 November 1989, when a spokesman erroneously said that the border was open with immediate effect and people flocked to the crossing points in their thousands. Within less than a year, on 3 October 1990, Germany was one country again.",
    ],
    ["number", 3, "3 October 1990", "3 October 1992"],
  ),
  fact(
    "Who invented the printing press?",
    [
      "Johannes Gutenberg built the first European printing press with movable metal type around 1440 in Strasbourg. His most famous work is the Bible that he printed in Mainz in about 1455. The invention made books much cheaper and spread knowledge across Europe.",
      "The printing press with movable metal letters was invented by Johannes Gutenberg in about 1440, while he lived in Strasbourg. He is best known for the Bible he produced in Mainz around 1455. Thanks to his invention, books became far less expensive and knowledge spread throughout Europe.",
      "That was Johannes Gutenberg: around 1440, in Strasbourg, he developed Europe's first press using movable metal type. The Gutenberg Bible, printed in Mainz in roughly 1455, is his best-known work. Books became much cheaper as a result, so knowledge could spread all over Europe.",
      "In Europe, it was Johannes Gutenberg who invented printing with movable metal type, in Strasbourg around the year 1440. About 1455 he printed his famous Bible in Mainz. Books now cost much less, and knowledge was able to spread over the whole of Europe.",
    ],
    ["name", 2, "printed in Mainz", "printed in Basel"],
  ),
  fact(
    "Why did the Roman Empire in the west fall?",
    [
      "Historians name several causes: civil wars, a weak economy and the pressure of invading peoples. In 476 the Germanic commander Odoacer deposed the last western emperor, Romulus Augustulus. The eastern half survived for nearly another thousand years.",
      "There was no single reason; civil wars, economic weakness and invasions all played a part. The last emperor of the west, Romulus Augustulus, was deposed in 476 by Odoacer, a Germanic commander. The eastern part, however, lived on for almost a thousand years.",
      "Several causes came together:\n- civil wars\n- a weak economy\n- invasions by foreign peoples\n\nThe end came in 476, when Odoacer, a Germanic general, removed the last western emperor, Romulus Augustulus. The eastern empire lasted nearly 1,000 years longer.",
      "The fall is put down to a combination of civil wars, economic decline and pressure from invaders. It ended in the year 476 with the deposition of Romulus Augustulus, the last emperor in the west, by the Germanic leader Odoacer. In the east the empire continued to exist for close to a thousand years more.",
    ],
    ["noun", 0, "The eastern half", "The northern half"],
  ),
];
