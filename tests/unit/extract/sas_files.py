"""A SAS file and its catalog of labels, made for these tests by ReadStat: nobody's data.

Four rows: an identifier, a coded answer with one missing value .A, a day, hours with one .Z.
They are base85 of zlib, as no library here writes SAS's own formats.
"""

DATA = (
    "c-"
    "rmSze@sP7zgl2v(Rc#aJV5znw;XUBoG8W@XWv<(7_=nO9vMfMX1S~YijBr=r3q4q@^jMA#iALZfYu_A9mjR`r}?S"
    "qavujAHm1>``+_<9Ncjy67`(lRX0!EuB+2SJ2@_t18LUjS|pky3n}z2w`mkt<DSS$Obe?CHLfK*!_Wxre!g9!x__"
    "(oRkQXMP9m!i`{!jvR#s)b`t-UK%jU{E1ONa400000000000002+A35|FQGJ??ykq9s8qX!6tHATMPGDih$Mb-"
    "Y*QZ!r7xE*XhlKT$Lvm?IUY{JC0{{R3z~Aut)H3{3e~8Av)E^+*x9<NlYi~t`+-|&CS><D!ezWZq#*#4Z$Cqw-yU"
    "7f(+iNdP7*!_rnBWtR3egMi4fJK=|ADnawv<n2HnM4=<xDP}DH4TKyA;irizR(Nt|cR3HKF<S&ks5>_R;K7_mSh&"
    "`BK}EdE2N3oP*<*0B0opN)~no$g;A~3-5!*HSh9<KTbD-De-dHcHOM-"
    "UkyTA{j+B*-|O@rH!ItwcD8=4Gv8eY000000000!;|-punLh"
)
CATALOG = (
    "c-rmTzY9T86u|N0M`EK4Hu4APy^=D%cqC8CHCSb`yp618CjW|Aq-"
    "69D7|bSrf+xR!E17&hbvm7M?p^NPZe5YH>AKq(hC_?dz%PNh-"
    "j76sp}0s~T%yZM;j2m+DwZo)X4a@0%B;qokvB5Veyg0{ty^__OXDJ6^EwgSr=xU2(>1-MIXUU%l-"
    "0Cb9RUCU000000N^_{OH~ff(jO{wXaE2J000000001fV0PD0W-a&p&yM>L--"
    "$fvjW@Sb*Tr;lv)Uu2x_zpAQfxPEyUu+A00000{@oV%DJM("
)
